package mos.token.admintoken;

import java.time.Instant;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// How the rotation of an admin token ended.
public sealed interface Rotation {
    /// The token has a new secret, which nobody can show again.
    ///
    /// @param oldEndsAt until when the secret before it opens too; null when it ended at once
    record Rotated(AdminToken token, SecretText secret, @Nullable Instant oldEndsAt)
            implements Rotation {}

    /// There is no token of that id.
    record NotFound() implements Rotation {}

    /// The token reaches further than the caller.
    record AboveCaller(Excess excess) implements Rotation {}

    /// The caller came with the secret that an earlier rotation is replacing: whoever has an old
    /// secret must not be able to end the new one.
    record OldSecret() implements Rotation {}
}
