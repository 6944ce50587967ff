package mos.token.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final Freshness freshness =
            new Freshness(
                    Duration.ofSeconds(60), Duration.ofDays(7), Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void freshThenServableThenNeither() {
        assertTrue(freshness.isFresh(NOW));
        assertTrue(freshness.isFresh(NOW.minusMillis(59_999)));
        assertFalse(freshness.isFresh(NOW.minusSeconds(60)));
        assertTrue(freshness.isServable(NOW.minusSeconds(60)));
        assertFalse(freshness.isServable(NOW.minus(Duration.ofDays(7))));
        assertEquals(60, freshness.age(NOW.minusSeconds(60)));
    }

    @Test
    void aClockSetBackMakesNothingFreshForEver() {
        assertFalse(freshness.isFresh(NOW.plusSeconds(3600)));
        assertEquals(0, freshness.age(NOW.plusSeconds(3600)));
    }
}
