package mos.token.quota;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What one answer said of a quota.
///
/// @param resource what is counted: `core`, `search`, … at GitHub, `pulls` at Docker Hub
/// @param limit how much is granted in a window
/// @param remaining how much of it is left
/// @param used how much was spent, or null when not told
/// @param reset when the window ends (GitHub), or null
/// @param window how long the rolling window is (Docker Hub), or null
/// @param source whom it was counted for, as Docker Hub tells: an address or an account; or null
/// @param observedAt when the answer came
public record QuotaReading(
        String resource,
        long limit,
        long remaining,
        @Nullable Long used,
        @Nullable Instant reset,
        @Nullable Duration window,
        @Nullable String source,
        Instant observedAt) {}
