package mos.token.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import mos.token.net.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaHeadersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    static Headers github(String limit, String remaining, String reset) {
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
