package mos.token.admintoken;

import java.time.Instant;
import mos.token.access.Permissions;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// An admin token as MOS keeps it, not judged yet.
///
/// @param id as it is written there, possibly of no use here
/// @param name any text
/// @param description any text
/// @param createdAt null when it is not told
/// @param active whether it opens anything there
/// @param deactivatedAt null for never, or not told
public record LegacyToken(
        String id,
        String name,
        String description,
        Permissions permissions,
        @Nullable Instant createdAt,
        boolean active,
        @Nullable Instant deactivatedAt,
        SecretText secret) {
    /// Its name as it may be shown.
    public String shownName() {
        return LegacyWords.name(name);
    }
}
