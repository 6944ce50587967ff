package mos.token.upstream;

import java.time.Duration;

/// What one node allows its outgoing requests.
///
/// @param connect until a connection stands
/// @param headers from sending a request to the end of its answer's headers, on each hop
/// @param stall how long a body may send nothing while somebody waits for it
/// @param perHost requests to one host at the same time, their open bodies included
/// @param turn how long a request waits for its turn at a host
/// @param redirects how many redirects one request follows
/// @param plainHttp whether `--upstream` may lead to `http://` outside of loopback
public record UpstreamLimits(
        Duration connect,
        Duration headers,
        Duration stall,
        int perHost,
        Duration turn,
        int redirects,
        boolean plainHttp) {
    /// 5 s, 30 s, 30 s, 16, 10 s, 5, no.
    public static final UpstreamLimits DEFAULT =
            new UpstreamLimits(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    16,
                    Duration.ofSeconds(10),
                    5,
                    false);
}
