package mos.token.session;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mos.token.net.IpAddresses;

/// Counts failed sign-ins per network, in bounded memory. It only ever answers failures: what is
/// asked for has 160 random bits and more, so guessing is hopeless, and a network full of wrong
/// guesses must not keep the owner out who has the right token.
final class Throttle {
    private static final int NETWORKS = 10_000;
    private static final Duration REFILL = Duration.ofMinutes(1);

    private final LoadingCache<String, Bucket> buckets;

    Throttle(int failures, Clock clock) {
        TimeMeter meter =
                new TimeMeter() {
                    @Override
                    public long currentTimeNanos() {
                        return TimeUnit.MILLISECONDS.toNanos(clock.millis());
                    }

                    @Override
                    public boolean isWallClockBased() {
                        return true;
                    }
                };
        buckets =
                Caffeine.newBuilder()
                        .maximumSize(NETWORKS)
                        .build(_ ->
                                Bucket.builder()
                                        .addLimit(limit ->
                                                limit.capacity(failures)
                                                        .refillGreedy(failures, REFILL))
                                        .withCustomTimePrecision(meter)
                                        .build());
    }

    /// Counts one failure; how long to wait when that was one too many.
    Optional<Duration> failed(String address) {
        var probe = buckets.get(IpAddresses.network(address)).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
}
