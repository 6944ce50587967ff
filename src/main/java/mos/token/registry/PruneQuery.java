package mos.token.registry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What to drop from the cache. Every condition that is given must hold.
///
/// @param unusedFor not used for so long, 1 minute to 3650 days; null for whenever
/// @param repository of this repository alone, as people write it; null for all
/// @param pinned also what is pinned
public record PruneQuery(
        @Nullable Duration unusedFor, @Nullable String repository, boolean pinned) {
    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final Duration MOST = Duration.ofDays(3650);

    public PruneQuery {
        if (unusedFor != null
                && (unusedFor.compareTo(LEAST) < 0 || unusedFor.compareTo(MOST) > 0)) {
            throw new IllegalArgumentException("olderThan must be a time from 1m to 3650d");
        }
    }
}
