package mos.token.admintoken;

import mos.token.access.Caller;
import mos.token.access.Permissions;

/// What a check must know of an admin token: the part of it that is in memory for every token.
///
/// @param number the id as a number, as it is kept; above 0
/// @param secret the serial number of its newest secret, from 1
/// @param name unique among all tokens, compared without case
/// @param permissions what it may do while it lives
/// @param life when and from where it opens anything
public record Grant(long number, int secret, String name, Permissions permissions, Life life) {
    public Grant {
        life = life.shared();
    }

    /// Digits only, never given twice, greater than every id given before; a token brought over
    /// from MOS keeps the one it had there.
    public String id() {
        return Long.toString(number);
    }

    /// The number of an id; of a text that is none of ours a number that no token has.
    static long number(String id) {
        // No sign, no leading zero: one token has one id.
        return id.matches("[1-9][0-9]{0,17}") ? Long.parseLong(id) : -1;
    }

    /// The caller who presented the token from `address`.
    ///
    /// @param presented the serial number of the secret that they have
    public Caller.Token caller(int presented, String address) {
        return new Caller.Token(id(), presented, name, permissions, life.expiresAt(), address);
    }

    Grant withSecret(int newest) {
        return new Grant(number, newest, name, permissions, life);
    }
}
