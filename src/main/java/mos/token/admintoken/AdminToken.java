package mos.token.admintoken;

import java.time.Instant;
import mos.token.access.Caller;
import mos.token.access.Permissions;
import org.jspecify.annotations.Nullable;

/// What is known of an admin token, without its text: nothing here opens anything.
///
/// @param id digits only, never given twice, greater than every id given before
/// @param name unique among all tokens, compared without case
/// @param description free text, possibly empty
/// @param permissions what the token may do while it is active
/// @param createdAt in whole milliseconds
/// @param active false after it was deactivated
/// @param deactivatedAt the last time it was deactivated, or null
/// @param legacy taken over from MOS, with MOS's format
public record AdminToken(
        String id,
        String name,
        String description,
        Permissions permissions,
        Instant createdAt,
        boolean active,
        @Nullable Instant deactivatedAt,
        boolean legacy) {

    /// The caller who presented this token from `address`.
    public Caller.Token caller(String address) {
        return new Caller.Token(id, name, permissions, address);
    }

    AdminToken withPermissions(Permissions changed) {
        return new AdminToken(
                id, name, description, changed, createdAt, active, deactivatedAt, legacy);
    }

    AdminToken deactivated(Instant at) {
        return new AdminToken(id, name, description, permissions, createdAt, false, at, legacy);
    }
}
