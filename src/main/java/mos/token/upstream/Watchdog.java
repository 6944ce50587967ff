package mos.token.upstream;

import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Ends bodies that stall: the JDK client's own timeout ends with the headers.
final class Watchdog implements AutoCloseable {
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);

    private final Set<WatchedBody> open = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor rounds;

    /// Looks at every open body four times in `stall`, at least once a second.
    Watchdog(Duration stall) {
        rounds =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("upstream-watchdog").factory());
        long period = Math.max(1, Math.min(stall.toNanos() / 4, LONGEST_PERIOD.toNanos()));
        var _ =
                rounds.scheduleAtFixedRate(
                        () -> open.forEach(body -> body.closeIfStalled(stall.toNanos())),
                        period,
                        period,
                        TimeUnit.NANOSECONDS);
    }

    /// Watches a body until it ends; `ended` runs then.
    InputStream watch(InputStream in, String host, Runnable ended) {
        WatchedBody body =
                new WatchedBody(
                        in,
                        host,
                        it -> {
                            open.remove(it);
                            ended.run();
                        });
        open.add(body);
        return body;
    }

    @Override
    public void close() {
        rounds.shutdownNow();
    }
}
