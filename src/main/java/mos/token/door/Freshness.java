package mos.token.door;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// How long a kept answer is believed.
///
/// @param fresh served without asking the upstream
/// @param maxStale served, marked, while the upstream cannot be asked
public record Freshness(Duration fresh, Duration maxStale, Clock clock) {
    /// Whether an answer checked then needs no look at the upstream. A time in the future (the
    /// clock was set back) is not believed.
    public boolean isFresh(Instant checked) {
        Instant now = clock.instant();
        return !checked.isAfter(now) && now.isBefore(checked.plus(fresh));
    }

    /// Whether an answer checked then may still be served when the upstream does not answer.
    public boolean isServable(Instant checked) {
        return clock.instant().isBefore(checked.plus(maxStale));
    }

    /// Whole seconds since then, never negative: the value of `Age` (RFC 9111 §5.1).
    public long age(Instant checked) {
        return Math.max(0, Duration.between(checked, clock.instant()).toSeconds());
    }

    /// Now.
    public Instant now() {
        return clock.instant();
    }
}
