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
        Instant observedAt) {

    /// How long a rolling window is taken to be that the upstream does not name.
    private static final Duration USUAL_WINDOW = Duration.ofHours(1);

    /// A reading says nothing after that, whatever it claims: no upstream counts longer.
    private static final Duration LONGEST = Duration.ofDays(1);

    /// Servers of one upstream tell the same reset a second apart.
    private static final Duration JITTER = Duration.ofSeconds(60);

    /// The share of the limit that is left, 0 to 1.
    public double share() {
        return limit <= 0 ? 0 : Math.min(1, (double) remaining / limit);
    }

    /// Until when it says anything: the reset, or the time when all that it counted has left the
    /// rolling window. A day at most.
    public Instant end() {
        Instant latest = observedAt.plus(LONGEST);
        Duration rolling = window == null ? USUAL_WINDOW : window;
        Instant end = reset == null ? observedAt.plus(rolling) : reset;
        return end.isAfter(latest) ? latest : end;
    }

    /// Whether its window is over: what is left then is known with the next answer only.
    public boolean isOver(Instant now) {
        return !now.isBefore(end());
    }

    /// Whether the quota was filled up between an earlier reading and this one. More left at the
    /// same reset is no new window: answers overtake each other. Nor is a later reset alone: GitHub
    /// begins the window with the first request that counts.
    boolean isNewWindowAfter(QuotaReading before) {
        boolean more = remaining > before.remaining;
        if (reset == null || before.reset == null) {
            return more;
        }
        return !observedAt.isBefore(before.reset)
                || (more && reset.isAfter(before.reset.plus(JITTER)));
    }
}
