package mos.token.registry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Registries that asked to slow down (429), obeyed for all clients together: until the time is
/// over nothing is asked, and then by one request first. Docker Hub has two such limits, of pulls
/// and of abuse, and repeating a refused request can count against both.
final class Throttles {
    /// Without a `Retry-After`: a minute, then twice as long each time, at most 16 minutes.
    private static final Duration FIRST = Duration.ofMinutes(1);

    private static final int DOUBLINGS = 4;

    /// Whatever a `Retry-After` says.
    private static final Duration LONGEST = Duration.ofHours(1);

    /// How long the one request that looks whether it is over keeps the others waiting.
    private static final Duration LOOK = Duration.ofSeconds(30);

    /// What a registry wants less of.
    enum What {
        /// Any request (the abuse limit, which is of this machine's address).
        ALL,
        /// GETs of manifests.
        PULLS,
        /// HEADs of manifests, which are free, unless the registry says that the pull limit is
        /// theirs, too.
        LOOKS,
        /// Everything else, which no pull limit is about.
        REST
    }

    /// @param token the id of the service token, or null for none
    record Key(String host, What what, @Nullable String token) {
        /// All requests to a host.
        static Key all(String host) {
            return new Key(host, What.ALL, null);
        }
    }

    /// @param times how often in a row it was asked for
    /// @param looking whether the one request is under way that looks if it is over
    private record Pause(Instant until, int times, boolean looking, String why) {}

    private final Clock clock;
    private final RandomGenerator random;
    private final ConcurrentMap<Key, Pause> pauses = new ConcurrentHashMap<>();

    Throttles(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /// Lets a request go to the registry.
    ///
    /// @throws Trouble while it must wait
    void pass(Key key) throws Trouble {
        Pause pause = pauses.get(key);
        if (pause == null) {
            return;
        }
        Instant now = clock.instant();
        boolean over = !now.isBefore(pause.until());
        Pause look = new Pause(now.plus(LOOK), pause.times(), true, pause.why());
        if (!over || !pauses.replace(key, pause, look)) {
            Instant until = over ? look.until() : pause.until();
            throw new Trouble(Trouble.Kind.THROTTLED, pause.why(), Duration.between(now, until));
        }
    }

    /// Takes note that the registry asked to slow down; returns that as trouble.
    ///
    /// @param wish its `Retry-After`, or null
    Trouble slowDown(Key key, String why, @Nullable Duration wish) {
        Instant now = clock.instant();
        Pause pause =
                pauses.compute(
                        key,
                        (_, before) -> {
                            if (before != null
                                    && !before.looking()
                                    && now.isBefore(before.until())) {
                                return before; // Sent before the registry said so.
                            }
                            int times = before == null ? 1 : before.times() + 1;
                            return new Pause(now.plus(length(times, wish)), times, false, why);
                        });
        return new Trouble(Trouble.Kind.THROTTLED, why, Duration.between(now, pause.until()));
    }

    /// Takes note that the registry answered otherwise.
    void answered(Key key) {
        pauses.computeIfPresent(key, (_, pause) -> pause.looking() ? null : pause);
    }

    /// A little longer by chance: many gateways must not come back at the same moment.
    private Duration length(int times, @Nullable Duration wish) {
        Duration least =
                wish == null
                        ? FIRST.multipliedBy(1L << Math.min(times - 1, DOUBLINGS))
                        : wish.compareTo(LONGEST) > 0 ? LONGEST : wish;
        return least.plusMillis(random.nextLong(least.toMillis() / 4 + 1));
    }
}
