package mos.token.registry;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import mos.token.testkit.SettableClock;
import org.junit.jupiter.api.Test;

class ThrottlesTest {
    private static final Throttles.Key ALL = Throttles.Key.all("registry.example");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T12:00:00Z"));
    private final Throttles throttles = new Throttles(clock, new Random(3));

    private Duration slowDown(Duration wish) {
        return throttles.slowDown(ALL, "slow down", wish).retryAfter();
    }

    private Duration refused() {
        return assertThrows(Trouble.class, () -> throttles.pass(ALL)).retryAfter();
    }

    private static void assertBetween(Duration least, Duration value) {
        Duration most = least.plus(least.dividedBy(4));
        assertTrue(value.compareTo(least) >= 0 && value.compareTo(most) <= 0, value::toString);
    }

    @Test
    void theWaitDoublesUpToSixteenMinutesALittleLongerByChance() {
        for (int minutes : new int[] {1, 2, 4, 8, 16, 16, 16}) {
            Duration wait = slowDown(null);
            assertBetween(Duration.ofMinutes(minutes), wait);
            assertEquals(wait, refused());
            clock.move(wait.plusSeconds(1));
            assertDoesNotThrow(() -> throttles.pass(ALL), "nobody looks whether it is over");
        }
    }

    @Test
    void aWishIsObeyedWithinReason() {
        assertBetween(Duration.ofSeconds(7), slowDown(Duration.ofSeconds(7)));
        clock.move(Duration.ofSeconds(9));
        assertDoesNotThrow(() -> throttles.pass(ALL));
        assertBetween(Duration.ofHours(1), slowDown(Duration.ofDays(11)));
    }

    @Test
    void oneLooksWhetherItIsOverAndTheOthersWait() {
        clock.move(slowDown(null).plusSeconds(1));
        assertDoesNotThrow(() -> throttles.pass(ALL));
        assertEquals(Duration.ofSeconds(30), refused());
        clock.move(Duration.ofSeconds(31)); // it brought no answer
        assertDoesNotThrow(() -> throttles.pass(ALL));
        refused();
        throttles.answered(ALL);
        for (int i = 0; i < 3; i++) {
            assertDoesNotThrow(() -> throttles.pass(ALL));
        }
        assertBetween(Duration.ofMinutes(1), slowDown(null));
    }

    /// What was sent before the first 429 came neither doubles nor ends the wait.
    @Test
    void answersToEarlierRequestsChangeNothing() {
        Duration first = slowDown(null);
        assertEquals(first, slowDown(null));
        assertEquals(first, slowDown(Duration.ofSeconds(1)));
        throttles.answered(ALL);
        assertEquals(first, refused());
    }

    @Test
    void limitsAreApart() {
        var pulls = new Throttles.Key("registry.example", Throttles.What.PULLS, "token");
        var anonymous = new Throttles.Key("registry.example", Throttles.What.PULLS, null);
        var looks = new Throttles.Key("registry.example", Throttles.What.LOOKS, "token");
        throttles.slowDown(pulls, "slow down", null);
        assertThrows(Trouble.class, () -> throttles.pass(pulls));
        assertDoesNotThrow(() -> throttles.pass(anonymous));
        assertDoesNotThrow(() -> throttles.pass(looks));
        assertDoesNotThrow(() -> throttles.pass(ALL));
        assertDoesNotThrow(() -> throttles.pass(Throttles.Key.all("other.example")));
    }
}
