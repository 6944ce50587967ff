package mos.token.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ForecastTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

    private static QuotaReading github(int minute, long remaining, @Nullable Instant reset) {
        return new QuotaReading("core", 5000, remaining, null, reset, null, null, at(minute));
    }

    private static QuotaReading hub(int minute, long remaining) {
        return new QuotaReading(
                "pulls", 200, remaining, null, null, Duration.ofHours(6), null, at(minute));
    }

    private static Instant at(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    /// One reading a minute, so much less in each.
    private static List<QuotaReading> spending(
            int minutes, long from, long perMinute, Instant reset) {
        List<QuotaReading> readings = new ArrayList<>();
        for (int minute = 0; minute <= minutes; minute++) {
            readings.add(github(minute, from - perMinute * minute, reset));
        }
        return readings;
    }

    @Test
    void aStraightLineIsFollowedToItsEnd() {
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            int minutes = 5 + random.nextInt(50);
            int perMinute = random.nextInt(60);
            long left = 1L + random.nextInt(2_000);
            Instant reset = at(minutes + 1 + random.nextInt(60));
            List<QuotaReading> readings =
                    spending(minutes, left + (long) perMinute * minutes, perMinute, reset);
            Forecast forecast = Forecast.of(readings, at(minutes));
            Instant zero =
                    perMinute == 0
                            ? Instant.MAX
                            : at(minutes).plusMillis(left * 60_000L / perMinute);
            if (zero.isBefore(reset)) {
                var empty = assertInstanceOf(Forecast.Empty.class, forecast);
                assertEquals(perMinute * 60, empty.perHour(), 1e-6);
                assertTrue(Duration.between(empty.at(), zero).abs().toSeconds() <= 1);
            } else {
                var lasts = assertInstanceOf(Forecast.Lasts.class, forecast);
                assertEquals(perMinute * 60, lasts.perHour(), 1e-6);
                assertEquals(reset, lasts.until());
            }
        }
    }

    @Test
    void whateverWasReadTheForecastIsPossible() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            List<QuotaReading> readings = new ArrayList<>();
            int minute = 0;
            boolean rolling = random.nextBoolean();
            for (int n = random.nextInt(40); n > 0; n--) {
                minute += 1 + random.nextInt(5);
                long remaining = random.nextLong(random.nextBoolean() ? 10 : Long.MAX_VALUE);
                readings.add(
                        rolling
                                ? hub(minute, remaining)
                                : github(minute, remaining, at(minute + random.nextInt(90) - 5)));
            }
            Instant now = at(minute + random.nextInt(20));
            switch (Forecast.of(readings, now)) {
                case Forecast.Empty(Instant at, double perHour) -> {
                    assertFalse(at.isBefore(now));
                    assertTrue(at.isBefore(readings.getLast().end()));
                    assertTrue(perHour > 0 && Double.isFinite(perHour));
                }
                case Forecast.Lasts(double perHour, Instant until) -> {
                    assertTrue(perHour >= 0 && Double.isFinite(perHour));
                    assertEquals(readings.getLast().reset(), until);
                }
                case Forecast.UsedUp _ -> assertEquals(0, readings.getLast().remaining());
                case Forecast.Unknown _ -> {
                    // Always possible.
                }
            }
        }
    }

    @Test
    void whatWasBeforeTheResetSaysNothing() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            List<QuotaReading> window = new ArrayList<>();
            List<QuotaReading> all = new ArrayList<>();
            for (int minute = 0; minute < 20; minute++) {
                all.add(github(minute, random.nextInt(5_000), at(20)));
            }
            for (int minute = 20; minute < 40; minute++) {
                window.add(github(minute, 4_000 - 7L * minute - random.nextInt(7), at(80)));
            }
            all.addAll(window);
            assertEquals(Forecast.of(window, at(40)), Forecast.of(all, at(40)));
        }
    }

    @Test
    void aRollingWindowIsCutWhereMoreIsLeft() {
        List<QuotaReading> readings = new ArrayList<>();
        for (int minute = 0; minute < 10; minute++) {
            readings.add(hub(minute, 100 - 10 * minute));
        }
        var empty = assertInstanceOf(Forecast.Empty.class, Forecast.of(readings, at(9)));
        assertEquals(at(10), empty.at());
        assertEquals(600, empty.perHour(), 1e-6);
        readings.add(hub(10, 150));
        assertEquals(new Forecast.Unknown(), Forecast.of(readings, at(10)));
    }

    @Test
    void answersThatOvertakeEachOtherAreOneWindow() {
        List<QuotaReading> readings = new ArrayList<>();
        for (int minute = 0; minute < 10; minute++) {
            // GitHub's servers tell the same reset a second apart.
            readings.add(github(minute, 4_000 + (minute % 2) * 5, at(60).plusSeconds(minute % 2)));
        }
        assertInstanceOf(Forecast.Lasts.class, Forecast.of(readings, at(9)));
    }

    /// GitHub begins the window with the first request that counts: until then the reset moves on.
    @Test
    void aResetThatMovesOnIsNoNewWindow() {
        List<QuotaReading> readings = new ArrayList<>();
        for (int minute = 0; minute < 10; minute++) {
            readings.add(github(minute, 5_000, at(minute + 60)));
        }
        assertEquals(new Forecast.Lasts(0, at(69)), Forecast.of(readings, at(9)));
    }

    @Test
    void tooFewOrTooOldReadingsSayNothing() {
        Instant reset = at(120);
        assertEquals(new Forecast.Unknown(), Forecast.of(List.of(), at(0)));
        List<QuotaReading> burst = spending(4, 5_000, 100, reset);
        assertEquals(new Forecast.Unknown(), Forecast.of(burst, at(4)), "one burst");
        List<QuotaReading> two = List.of(github(0, 9, reset), github(20, 8, reset));
        assertEquals(new Forecast.Unknown(), Forecast.of(two, at(20)));
        List<QuotaReading> past = spending(20, 5_000, 10, reset);
        assertInstanceOf(Forecast.Lasts.class, Forecast.of(past, at(30)));
        assertEquals(new Forecast.Unknown(), Forecast.of(past, at(31)), "nothing of late");
        assertEquals(new Forecast.Unknown(), Forecast.of(past, reset), "another window");
    }

    @Test
    void theWordsAreForPeople() {
        Instant now = at(0);
        assertEquals("at this rate empty in 40 min", new Forecast.Empty(at(40), 10).words(now));
        assertEquals("at this rate empty in 3 h", new Forecast.Empty(at(200), 10).words(now));
        assertEquals("at this rate empty now", new Forecast.Empty(now, 10).words(now));
        assertEquals(
                "lasts until the reset at 2026-11-23 13:00Z",
                new Forecast.Lasts(1, at(60)).words(now));
        assertEquals("lasts at this rate", new Forecast.Lasts(1, null).words(now));
        assertEquals(
                "used up until the reset at 2026-11-23 13:00Z",
                new Forecast.UsedUp(at(60)).words(now));
        assertEquals("used up", new Forecast.UsedUp(null).words(now));
        assertEquals("not enough readings", new Forecast.Unknown().words(now));
    }
}
