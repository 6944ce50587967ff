package mos.token.admintoken;

import mos.token.access.Caller;
import mos.token.access.Permissions;

/// What a check must know of an admin token: the part of it that is in memory for every token.
///
/// @param id digits only, never given twice, greater than every id given before
/// @param secret the serial number of its newest secret, from 1
/// @param name unique among all tokens, compared without case
/// @param permissions what it may do while it lives
/// @param life when and from where it opens anything
public record Grant(String id, int secret, String name, Permissions permissions, Life life) {
    public Grant {
        life = life.shared();
    }

    /// The caller who presented the token from `address`.
    ///
    /// @param presented the serial number of the secret that they have
    public Caller.Token caller(int presented, String address) {
        return new Caller.Token(id, presented, name, permissions, life.expiresAt(), address);
    }

    Grant withSecret(int newest) {
        return new Grant(id, newest, name, permissions, life);
    }
}
