package mos.token.registry;

import java.time.Instant;
import java.util.List;

/// How full the cache is, and what stays in it.
///
/// @param bytes of all kept content, that of the GitHub door too; each content once
/// @param limit bytes kept before the least recently used content goes
/// @param mostPinned bytes that may be pinned
/// @param pins by name
public record KeptTotals(
        long bytes, long limit, long contents, long pinnedBytes, long mostPinned, List<Pin> pins) {
    public KeptTotals {
        pins = List.copyOf(pins);
    }

    /// A pin.
    ///
    /// @param image as in `docker.io/library/nginx:1`
    /// @param bytes of it that are kept
    public record Pin(String image, Instant since, long bytes) {}
}
