package mos.token.servicetoken;

import java.time.Instant;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// What the owner wants of one service's token.
public sealed interface Entry {
    /// Keep this one from now on; the mask that we showed means "leave it as it is".
    ///
    /// @param expires when it ends, as far as the owner knows; null for not known
    record Enter(SecretText token, @Nullable Instant expires) implements Entry {
        /// Without an expiry.
        public Enter(SecretText token) {
            this(token, null);
        }
    }

    /// Forget it.
    record Clear() implements Entry {}
}
