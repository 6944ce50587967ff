package mos.token.github;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mos.token.net.Headers;
import mos.token.testkit.SettableClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final byte[] SECONDARY =
            "You have exceeded a secondary rate limit.".getBytes(StandardCharsets.UTF_8);

    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

    private final SettableClock clock = new SettableClock(NOW);
    private static final Ask REPOSITORY = Ask.repository(new RepositoryRef.Named("octo", "pub"));

    /// No chance: waits are as long as they are told.
    private final Limits limits = new Limits(clock, () -> 0);

    private Optional<Limits.Told> told(int status, String body, String... headers) {
        return limits.told(
                REPOSITORY, status, Headers.of(headers), body.getBytes(StandardCharsets.UTF_8));
    }

    private @Nullable Duration wish(int status, String body, String... headers) {
        return told(status, body, headers).orElseThrow().wish();
    }

    private static String epoch(int seconds) {
        return Long.toString(NOW.plusSeconds(seconds).getEpochSecond());
    }

    @Test
    void aMissingPermissionIsNoLimit() {
        assertEquals(
                Optional.empty(), told(403, "Resource not accessible by personal access token"));
        assertEquals(Optional.empty(), told(403, "", "x-ratelimit-remaining", "10"));
        assertEquals(Optional.empty(), told(404, "", "retry-after", "10"));
        assertEquals(Optional.empty(), told(401, "", "x-ratelimit-remaining", "0"));
    }

    @Test
    void retryAfterThenResetThenNothing() {
        assertEquals(
                Duration.ofSeconds(7),
                wish(
                        403,
                        "",
                        "retry-after",
                        "7",
                        "x-ratelimit-remaining",
                        "0",
                        "x-ratelimit-reset",
                        epoch(900)));
        assertEquals(
                Duration.ofMinutes(15),
                wish(403, "", "x-ratelimit-remaining", "0", "x-ratelimit-reset", epoch(900)));
        assertNull(wish(403, "You have exceeded a secondary rate limit."));
        assertNull(wish(429, ""));
    }

    @Test
    void nonsenseNeverMeansForEver() {
        for (String odd : new String[] {"-1", "x", "", "99999999999999999999"}) {
            assertNull(wish(429, "", "retry-after", odd));
        }
        assertEquals(Duration.ofHours(2), wish(429, "", "retry-after", "9223372036854775807"));
        for (String odd : new String[] {"9223372036854775807", epoch(-5), "x"}) {
            assertNull(wish(429, "", "x-ratelimit-remaining", "0", "x-ratelimit-reset", odd));
        }
        assertEquals(
                Duration.ofHours(2),
                wish(429, "", "x-ratelimit-remaining", "0", "x-ratelimit-reset", epoch(90_000)));
    }

    private Optional<Duration> refused(Ask ask, String... headers) {
        return limits.refused(ask, "one", 403, Headers.of(headers), SECONDARY)
                .map(until -> Duration.between(clock.instant(), until));
    }

    private static Ask search() {
        return Ask.api(ApiPath.parse("search/code"), Optional.empty(), List.of(), Optional.empty());
    }

    @Test
    void withoutAWordTheWaitDoublesFromAMinute() {
        for (int minutes : new int[] {1, 2, 4, 8, 16, 16}) {
            assertEquals(Optional.of(Duration.ofMinutes(minutes)), refused(REPOSITORY));
            assertTrue(limits.pass(REPOSITORY, "one").isPresent());
            clock.move(Duration.ofMinutes(minutes));
            assertEquals(Optional.empty(), limits.pass(REPOSITORY, "one"), "one looks");
        }
        limits.answered(REPOSITORY, "one", Headers.NONE);
        assertEquals(Optional.of(Duration.ofMinutes(1)), refused(REPOSITORY), "from the start");
    }

    @Test
    void aQuotaIsOfOneResourceAndTokenAndTheSecondaryLimitOfAll() {
        assertTrue(
                refused(
                                search(),
                                "x-ratelimit-remaining",
                                "0",
                                "x-ratelimit-resource",
                                "code_search",
                                "x-ratelimit-reset",
                                epoch(40))
                        .isPresent());
        assertEquals(Optional.of(NOW.plusSeconds(40)), limits.pass(search(), "one"));
        assertEquals(Optional.empty(), limits.pass(REPOSITORY, "one"));
        assertEquals(Optional.empty(), limits.pass(search(), null));
        assertEquals(Optional.of(Duration.ofSeconds(30)), refused(search(), "retry-after", "30"));
        assertEquals(Optional.of(NOW.plusSeconds(30)), limits.pass(REPOSITORY, "one"));
        assertEquals(Optional.empty(), limits.pass(REPOSITORY, null));
    }

    /// The last request that GitHub grants is answered well, and the next one is not sent.
    @Test
    void whoSpentTheLastOneDoesNotAskOn() {
        limits.answered(
                REPOSITORY,
                "one",
                Headers.of("x-ratelimit-remaining", "0", "x-ratelimit-reset", epoch(600)));
        assertEquals(Optional.of(NOW.plusSeconds(600)), limits.pass(REPOSITORY, "one"));
    }

    @Test
    void aPauseThatIsOverInAMomentIsWaitedFor() throws Exception {
        assertTrue(refused(REPOSITORY, "retry-after", "3").isPresent());
        try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<Instant>> waiting = thread.submit(() -> limits.pass(REPOSITORY, "one"));
            assertThrows(TimeoutException.class, () -> waiting.get(200, TimeUnit.MILLISECONDS));
            clock.move(Duration.ofSeconds(3));
            assertEquals(Optional.empty(), waiting.get());
        }
    }
}
