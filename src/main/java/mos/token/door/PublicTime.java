package mos.token.door;

import java.time.Instant;

/// When a repository was public, as far as the last look at it tells. Before, and long after, its
/// name may have been that of a private one.
///
/// @param from when it was looked at
/// @param until how long the look is believed; later when nobody could be asked since
public record PublicTime(Instant from, Instant until) {
    /// Whether what an upstream said then was said of a public repository.
    public boolean covers(Instant when) {
        return !when.isBefore(from) && when.isBefore(until);
    }
}
