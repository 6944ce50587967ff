package mos.token.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import mos.token.access.Caller;
import mos.token.access.Permissions;
import mos.token.secret.SecretText;
import mos.token.testkit.SettableClock;
import org.junit.jupiter.api.Test;

class FreshTokensTest {
    private static final SecretText TEXT = SecretText.of("mos" + "_0123456789abcdef");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T12:00:00Z"));
    private final FreshTokens fresh = new FreshTokens(true, clock);

    private static Caller session(String id) {
        return new Caller.Session(id, "me", null, 0, true, Permissions.full(), "192.0.2.7");
    }

    @Test
    void whatIsTakenIsAnotherCopyThatCanBeWiped() {
        fresh.keep(session("a"), "1", TEXT);
        SecretText taken = fresh.take(session("a"), "1").orElseThrow();
        assertEquals(TEXT, taken);
        taken.wipe();
        assertEquals(SecretText.of("\0".repeat(TEXT.length())), taken);
        assertEquals(SecretText.of("mos" + "_0123456789abcdef"), TEXT);
        assertEquals(Optional.empty(), fresh.take(session("a"), "1"));
    }

    @Test
    void onlyItsSessionTakesItAndOnlyInTime() {
        fresh.keep(session("a"), "1", TEXT);
        assertEquals(Optional.empty(), fresh.take(session("b"), "1"));
        assertEquals(Optional.empty(), fresh.take(session("a"), "2"));
        clock.move(Duration.ofMinutes(5));
        assertEquals(Optional.empty(), fresh.take(session("a"), "1"));
    }

    @Test
    void thereAreNeverMoreThanAHundred() {
        for (int i = 0; i < 300; i++) {
            fresh.keep(session("a"), "" + i, TEXT);
        }
        int left = 0;
        for (int i = 0; i < 300; i++) {
            left += fresh.take(session("a"), "" + i).isPresent() ? 1 : 0;
        }
        assertTrue(left > 0 && left <= 100, "" + left);
    }

    @Test
    void nothingIsLeftAtTheEnd() {
        fresh.keep(session("a"), "1", TEXT);
        fresh.close();
        assertEquals(Optional.empty(), fresh.take(session("a"), "1"));
    }
}
