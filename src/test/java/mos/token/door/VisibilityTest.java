package mos.token.door;

import static mos.token.door.Visibility.Answer.NO_ANSWER;
import static mos.token.door.Visibility.Answer.PRIVATE;
import static mos.token.door.Visibility.Answer.PUBLIC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import mos.token.store.Database;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisibilityTest {
    @TempDir private Path temp;
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private int asked;
    private Clock clock;
    private Database database;
    private Visibility visibility;

    @BeforeEach
    void open() {
        database = Database.open(temp, () -> false);
        clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
        visibility = new Visibility(database, clock);
    }

    @AfterEach
    void close() {
        visibility.close();
        database.close();
    }

    private boolean look(Visibility.Answer answer) throws IOException {
        return visibility.isPublic(
                "docker.io",
                "library/x",
                () -> {
                    asked++;
                    return answer;
                });
    }

    @Test
    void publicIsBelievedForAnHour() throws IOException {
        assertTrue(look(PUBLIC));
        now = now.plus(Duration.ofMinutes(59));
        assertTrue(look(PRIVATE));
        assertTrue(visibility.isKnownPublic("docker.io", "library/x"));
        assertFalse(visibility.isKnownPublic("ghcr.io", "library/x"));
        assertEquals(1, asked);
        now = now.plus(Duration.ofMinutes(2));
        assertFalse(visibility.isKnownPublic("docker.io", "library/x"));
        assertFalse(look(PRIVATE));
        assertEquals(2, asked);
    }

    @Test
    void privateIsBelievedForFiveMinutes() throws IOException {
        assertFalse(look(PRIVATE));
        now = now.plusSeconds(299);
        assertFalse(look(PUBLIC));
        now = now.plusSeconds(2);
        assertTrue(look(PUBLIC));
        assertEquals(2, asked);
    }

    @Test
    void withoutAnAnswerTheLastKnownStands() throws IOException {
        assertFalse(look(NO_ANSWER));
        assertTrue(look(PUBLIC));
        now = now.plus(Duration.ofDays(3));
        assertTrue(look(NO_ANSWER));
        assertFalse(look(PRIVATE));
        now = now.plus(Duration.ofDays(3));
        assertFalse(look(NO_ANSWER));
    }

    private boolean isKnownPublic() {
        return visibility.isKnownPublic("docker.io", "library/x");
    }

    private int change(String sql) {
        return database.write(change -> change.update(sql));
    }

    @Test
    void whatWasLookedAtIsKnownWithoutItsRowAndNoLonger() throws IOException {
        assertTrue(look(PUBLIC));
        change("delete from repository_visibility");
        now = now.plus(Duration.ofMinutes(59));
        assertTrue(isKnownPublic());
        now = now.plus(Duration.ofMinutes(1));
        assertFalse(isKnownPublic());
    }

    @Test
    void theRowIsBelievedAfterARestart() throws IOException {
        assertTrue(look(PUBLIC));
        now = now.plus(Duration.ofMinutes(59));
        try (Visibility again = new Visibility(database, clock)) {
            assertTrue(again.isKnownPublic("docker.io", "library/x"));
            now = now.plus(Duration.ofMinutes(1));
            assertFalse(again.isKnownPublic("docker.io", "library/x"));
        }
    }

    @Test
    void whatWasLookedAtInTheFutureIsLookedAtAnew() throws IOException {
        Instant before = now;
        now = now.plus(Duration.ofDays(1));
        assertTrue(look(PUBLIC));
        // The clock is set right.
        now = before;
        assertFalse(isKnownPublic());
        assertFalse(look(PRIVATE));
        now = before.plus(Duration.ofDays(1));
        assertFalse(isKnownPublic());
        assertFalse(look(NO_ANSWER));
        assertEquals(3, asked);
    }

    @Test
    void whatBecamePrivateIsPublicNowhere() throws IOException {
        assertTrue(look(PUBLIC));
        now = now.plus(Duration.ofHours(1));
        assertFalse(look(PRIVATE));
        assertFalse(isKnownPublic());
        try (Visibility again = new Visibility(database, clock)) {
            assertFalse(again.isKnownPublic("docker.io", "library/x"));
        }
    }

    @Test
    void whatBecamePrivateIsHiddenThoughItsRowStays() throws IOException {
        assertTrue(look(PUBLIC));
        change(
                "create trigger stays before delete on repository_visibility"
                        + " begin select raise(abort, 'stays'); end");
        now = now.plus(Duration.ofHours(1));
        assertThrows(RuntimeException.class, () -> look(PRIVATE));
        assertFalse(isKnownPublic());
        assertFalse(look(NO_ANSWER));
        now = now.plus(Duration.ofHours(1));
        assertFalse(look(NO_ANSWER));
    }

    @Test
    void whatBecamePrivateIsHiddenThoughItsRowStaysAndTheLookIsForgotten() throws IOException {
        visibility.close();
        visibility = new Visibility(database, clock, 0);
        assertTrue(look(PUBLIC));
        change(
                "create trigger stays before delete on repository_visibility"
                        + " begin select raise(abort, 'stays'); end");
        now = now.plus(Duration.ofHours(1));
        assertTrue(look(NO_ANSWER), "known by its row");
        assertThrows(RuntimeException.class, () -> look(PRIVATE));
        assertFalse(look(NO_ANSWER));
        change("drop trigger stays");
        assertFalse(look(PRIVATE));
        assertEquals(0, change("delete from repository_visibility"), "it went at the next look");
        assertTrue(look(PUBLIC));
        assertTrue(isKnownPublic());
    }

    @Test
    void whatCouldNotBeWrittenIsNotPublic() throws IOException {
        change(
                "create trigger closed before insert on repository_visibility"
                        + " begin select raise(abort, 'closed'); end");
        assertThrows(RuntimeException.class, () -> look(PUBLIC));
        assertFalse(isKnownPublic());
        assertFalse(look(NO_ANSWER));
    }
}
