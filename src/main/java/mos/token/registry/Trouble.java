package mos.token.registry;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Why an upstream registry did not give what was asked. Its message is safe to show.
final class Trouble extends IOException {
    /// What kind of trouble.
    enum Kind {
        /// The registry says that there is no such thing (404).
        NOT_FOUND,
        /// The registry does not let us see it (401 or 403 with the best credential that we have).
        NOT_ALLOWED,
        /// The registry asks to slow down (429).
        THROTTLED,
        /// It cannot be reached, broke, or answered what makes no sense.
        UNAVAILABLE
    }

    private final Kind kind;
    private final @Nullable Duration retryAfter;

    Trouble(Kind kind, String message) {
        this(kind, message, null);
    }

    Trouble(Kind kind, String message, @Nullable Duration retryAfter) {
        super(message);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    Kind kind() {
        return kind;
    }

    @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /// Whether a kept copy may stand in: the registry said nothing about the thing itself.
    boolean passing() {
        return switch (kind) {
            case THROTTLED, UNAVAILABLE -> true;
            case NOT_FOUND, NOT_ALLOWED -> false;
        };
    }
}
