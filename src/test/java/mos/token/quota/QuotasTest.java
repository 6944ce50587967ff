package mos.token.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import mos.token.net.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotasTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private final Quotas quotas = new Quotas(Clock.fixed(NOW, ZoneOffset.UTC));

    private static Headers github(String limit, String remaining, String reset) {
        return Headers.of(
                "X-RateLimit-Limit",
                limit,
                "x-ratelimit-remaining",
                remaining,
                "X-RateLimit-Reset",
                reset,
                "X-RateLimit-Used",
                "7",
                "X-RateLimit-Resource",
                "search");
    }

    @Test
    void githubHeadersAreKeptPerResourceAndToken() {
        quotas.observe("api.github.com", "t1", github("30", "23", "1795470000"));
        quotas.observe("api.github.com", null, github("10", "9", "1795470000"));
        QuotaReading reading = quotas.last("github", "search", "t1").orElseThrow();
        assertEquals(
                new QuotaReading(
                        "search", 30, 23, 7L, Instant.ofEpochSecond(1795470000), null, null, NOW),
                reading);
        assertEquals(10, quotas.last("github", "search", null).orElseThrow().limit());
        assertEquals(Optional.empty(), quotas.last("github", "core", "t1"));
        assertEquals(List.of(reading), quotas.all("github", "t1"));
        quotas.forget("t1");
        assertEquals(List.of(), quotas.all("github", "t1"));
        assertEquals(1, quotas.all("github", null).size());
    }

    @Test
    void dockerHubHeadersCarryTheirWindowAndSource() {
        Headers headers =
                Headers.of(
                        "ratelimit-limit",
                        "200;w=3600",
                        "ratelimit-remaining",
                        "76;w=3600",
                        "docker-ratelimit-source",
                        "alice");
        assertEquals(
                new QuotaReading("pulls", 200, 76, null, null, Duration.ofHours(1), "alice", NOW),
                quotas.observe("registry-1.docker.io", "t2", headers).orElseThrow());
        assertEquals(76, quotas.last("dockerhub", "pulls", "t2").orElseThrow().remaining());
    }

    @Test
    void noHeaderIsNotZeroAndForgetsNothing() {
        quotas.observe("api.github.com", null, github("60", "59", "1795470000"));
        assertEquals(Optional.empty(), quotas.observe("api.github.com", null, Headers.NONE));
        assertEquals(59, quotas.last("github", "search", null).orElseThrow().remaining());
        assertEquals(
                Optional.empty(),
                quotas.observe("evil.example", null, github("60", "59", "1795470000")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "1e3",
                "abc",
                "1;w=",
                "1;w=x",
                "99999999999999999999",
                "1 2",
                "+5",
                "٣"
            })
    void malformedNumbersWereNotSaid(String text) {
        assertEquals(Optional.empty(), QuotaHeaders.github(github(text, "1", "1"), NOW));
        Headers hub = Headers.of("ratelimit-limit", text, "ratelimit-remaining", "1");
        assertEquals(Optional.empty(), QuotaHeaders.dockerHub(hub, NOW));
    }

    @Test
    void everyNumberIsReadBackWhateverTheSpacing() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            long limit = random.nextLong(1_000_000_000_000_000_000L);
            long remaining = random.nextLong(limit + 1);
            long window = random.nextLong(1_000_000_000L);
            String pad = " ".repeat(random.nextInt(3));
            Headers hub =
                    Headers.of(
                            "RateLimit-Limit",
                            pad + limit + pad + ";" + pad + "w=" + window + pad,
                            "RateLimit-Remaining",
                            pad + remaining + pad);
            QuotaReading reading = QuotaHeaders.dockerHub(hub, NOW).orElseThrow();
            assertEquals(limit, reading.limit());
            assertEquals(remaining, reading.remaining());
            assertEquals(Duration.ofSeconds(window), reading.window());
            QuotaReading github =
                    QuotaHeaders.github(github(pad + limit, remaining + pad, "" + window), NOW)
                            .orElseThrow();
            assertEquals(limit, github.limit());
            assertEquals(Instant.ofEpochSecond(window), github.reset());
        }
    }

    @Test
    void noTextMakesTheParsersThrow() {
        Random random = new Random(11);
        String alphabet = "0123456789;w= ,\t-+.x\u00e9";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(24); j > 0; j--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String value = text.toString();
            QuotaHeaders.github(github(value, value, value), NOW)
                    .ifPresent(r -> assertTrue(r.limit() >= 0));
            Headers hub = Headers.of("ratelimit-limit", value, "ratelimit-remaining", value);
            QuotaHeaders.dockerHub(hub, NOW).ifPresent(r -> assertTrue(r.remaining() >= 0));
        }
    }
}
