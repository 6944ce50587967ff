package mos.token.door;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Upstreams that asked to slow down, obeyed for all clients together: until the time is over
/// nothing is asked, and then by one request first.
///
/// @param <K> what is left alone: a host, one of its limits
public final class Pauses<K> {
    /// Without a wish: a minute, then twice as long each time, at most 16 minutes.
    private static final Duration FIRST = Duration.ofMinutes(1);

    private static final int DOUBLINGS = 4;

    /// How long the one request that looks whether it is over keeps the others waiting.
    private static final Duration LOOK = Duration.ofSeconds(30);

    /// What is added by chance to a wish at most: an upstream's own time is spread already.
    private static final Duration SPREAD = Duration.ofSeconds(5);

    /// How long to wait, and why.
    ///
    /// @param looking whether one request is under way that looks if it is over
    public record Wait(Duration left, String why, boolean looking) {}

    /// @param times how often in a row it was asked for
    private record Pause(Instant until, int times, boolean looking, String why) {}

    private final Clock clock;
    private final RandomGenerator random;
    private final Duration longest;
    private final ConcurrentMap<K, Pause> pauses = new ConcurrentHashMap<>();

    /// Begins with none.
    ///
    /// @param longest a pause, whatever is wished
    public Pauses(Clock clock, RandomGenerator random, Duration longest) {
        this.clock = clock;
        this.random = random;
        this.longest = longest;
    }

    /// Lets a request go to the upstream; or says how long it must wait.
    public Optional<Wait> pass(K key) {
        Pause pause = pauses.get(key);
        if (pause == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        boolean over = !now.isBefore(pause.until());
        Pause look = new Pause(now.plus(LOOK), pause.times(), true, pause.why());
        if (over && pauses.replace(key, pause, look)) {
            return Optional.empty();
        }
        Instant until = over ? look.until() : pause.until();
        return Optional.of(
                new Wait(Duration.between(now, until), pause.why(), over || pause.looking()));
    }

    /// Gives back a look that nothing was sent for: the next request looks.
    public void unused(K key) {
        Instant now = clock.instant();
        pauses.computeIfPresent(
                key,
                (_, pause) ->
                        pause.looking()
                                ? new Pause(now, pause.times(), false, pause.why())
                                : pause);
    }

    /// Takes note that the upstream asked to slow down; returns for how long.
    ///
    /// @param wish its `Retry-After`, or null
    public Wait slowDown(K key, String why, @Nullable Duration wish) {
        Instant now = clock.instant();
        Pause pause =
                pauses.compute(
                        key,
                        (_, before) -> {
                            if (before != null
                                    && !before.looking()
                                    && now.isBefore(before.until())) {
                                return before; // Sent before the upstream said so.
                            }
                            int times = before == null ? 1 : before.times() + 1;
                            return new Pause(now.plus(length(times, wish)), times, false, why);
                        });
        return new Wait(Duration.between(now, pause.until()), why, false);
    }

    /// Takes note that the upstream answered otherwise.
    public void answered(K key) {
        pauses.computeIfPresent(key, (_, pause) -> pause.looking() ? null : pause);
    }

    /// A little longer by chance: many gateways must not come back at the same moment.
    private Duration length(int times, @Nullable Duration wish) {
        if (wish == null) {
            Duration least = FIRST.multipliedBy(1L << Math.min(times - 1, DOUBLINGS));
            return least.plusMillis(random.nextLong(least.toMillis() / 4 + 1));
        }
        Duration least = wish.compareTo(longest) > 0 ? longest : wish;
        return least.plusMillis(
                random.nextLong(Math.min(least.toMillis() / 4, SPREAD.toMillis()) + 1));
    }
}
