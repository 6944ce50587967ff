package mos.token.github;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import mos.token.net.Headers;
import mos.token.testkit.SettableClock;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

    private final SettableClock clock = new SettableClock(NOW);
    private final Limits limits = new Limits(clock);

    private Optional<Duration> wait(int status, String body, String... headers) {
        return limits.limit(status, Headers.of(headers), body.getBytes(StandardCharsets.UTF_8))
                .map(until -> Duration.between(NOW, until));
    }

    private static String epoch(int seconds) {
        return Long.toString(NOW.plusSeconds(seconds).getEpochSecond());
    }

    @Test
    void aMissingPermissionIsNoLimit() {
        assertEquals(
                Optional.empty(), wait(403, "Resource not accessible by personal access token"));
        assertEquals(Optional.empty(), wait(403, "", "x-ratelimit-remaining", "10"));
        assertEquals(Optional.empty(), wait(404, "", "retry-after", "10"));
        assertEquals(Optional.empty(), wait(401, "", "x-ratelimit-remaining", "0"));
    }

    @Test
    void retryAfterThenResetThenAMinute() {
        assertEquals(
                Optional.of(Duration.ofSeconds(7)),
                wait(
                        403,
                        "",
                        "retry-after",
                        "7",
                        "x-ratelimit-remaining",
                        "0",
                        "x-ratelimit-reset",
                        epoch(900)));
        assertEquals(
                Optional.of(Duration.ofMinutes(15)),
                wait(403, "", "x-ratelimit-remaining", "0", "x-ratelimit-reset", epoch(900)));
        assertEquals(
                Optional.of(Duration.ofSeconds(60)),
                wait(403, "You have exceeded a secondary rate limit."));
        assertEquals(Optional.of(Duration.ofSeconds(60)), wait(429, ""));
    }

    @Test
    void nonsenseNeverMeansForEver() {
        for (String odd : new String[] {"-1", "x", "", "99999999999999999999"}) {
            assertEquals(Optional.of(Duration.ofSeconds(60)), wait(429, "", "retry-after", odd));
        }
        assertEquals(
                Optional.of(Duration.ofHours(2)),
                wait(429, "", "retry-after", "9223372036854775807"));
        for (String odd : new String[] {"9223372036854775807", epoch(-5), "x"}) {
            assertEquals(
                    Optional.of(Duration.ofSeconds(60)),
                    wait(429, "", "x-ratelimit-remaining", "0", "x-ratelimit-reset", odd));
        }
        assertEquals(
                Optional.of(Duration.ofHours(2)),
                wait(429, "", "x-ratelimit-remaining", "0", "x-ratelimit-reset", epoch(90_000)));
    }

    @Test
    void aPauseIsOfOneHostAndTokenAndEnds() {
        limits.pause("api.github.com", "one", NOW.plusSeconds(30));
        limits.pause("api.github.com", "one", NOW.plusSeconds(10));
        assertEquals(Optional.of(NOW.plusSeconds(30)), limits.pause("api.github.com", "one"));
        assertEquals(Optional.empty(), limits.pause("api.github.com", null));
        assertEquals(Optional.empty(), limits.pause("raw.githubusercontent.com", "one"));
        clock.move(Duration.ofSeconds(30));
        assertEquals(Optional.empty(), limits.pause("api.github.com", "one"));
    }
}
