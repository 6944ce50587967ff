package mos.token.admintoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mos.token.access.Caller;
import mos.token.access.Permissions;
import mos.token.notify.NoticeQuery;
import mos.token.testkit.SettableClock;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// D-32: what a clock that leapt ahead by mistake must not do, and what is undone when the owner
/// takes it back.
class LeapTest {
    private static final Caller OWNER = TokenHouse.OWNER;
    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir Path directory;
    final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T20:50:58.100Z"));
    TokenHouse house;

    @BeforeEach
    void open() {
        house = new TokenHouse(directory, clock);
        house.adminTokens.flush();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void restart() {
        house.close();
        house = new TokenHouse(directory, clock);
    }

    /// Moves the clock, and looks.
    private void move(Duration by) {
        clock.move(by);
        house.adminTokens.flush();
    }

    private Issued issue(String name, Duration life) {
        return house.issue(
                Terms.of(name, "", Permissions.full())
                        .withLife(Life.ALWAYS.withExpiresAt(clock.instant().plus(life))));
    }

    private List<String> told(String kind) {
        return house.notices.list(OWNER, NoticeQuery.OPEN).notices().stream()
                .filter(notice -> notice.kind().equals(kind))
                .map(notice -> notice.title())
                .toList();
    }

    private int days(Issued token) {
        return house.adminTokens.get(OWNER, token.token().id()).orElseThrow().calls().size();
    }

    @Test
    void aLeapPrunesAndTellsNothingUntilItStoodForADay() {
        Issued used = house.issue("used", Permissions.full());
        Issued ending = issue("ending", YEAR.plusDays(5));
        house.verify(used.secret());
        house.adminTokens.flush();
        move(YEAR);
        restart(); // the doubt outlives it
        for (Duration wait : List.of(Duration.ZERO, Duration.ofHours(23))) {
            move(wait);
            assertEquals(1, days(used), wait.toString());
            assertEquals(List.of(), told("admin-token.expiring"), wait.toString());
            assertEquals(List.of(), told("admin-token.idle"), wait.toString());
        }
        move(Duration.ofHours(1));
        assertEquals(0, days(used));
        assertEquals(List.of("'ending' expires in 7 days"), told("admin-token.expiring"));
        assertEquals(2, told("admin-token.idle").size());
        assertEquals("ending", house.find(ending.token().id()).orElseThrow().name());
    }

    /// Whoever knows that the machine was off need not wait.
    @Test
    void anAcceptedLeapIsNotDoubted() {
        house.issue("idle", Permissions.full());
        move(YEAR);
        assertEquals(List.of(), told("admin-token.idle"));
        house.adminTokens.acceptClock(OWNER);
        house.adminTokens.flush();
        assertEquals(List.of("'idle' is unused"), told("admin-token.idle"));
    }

    /// A machine that is off at night is warned in the morning.
    @Test
    void aNightIsNoLeap() {
        issue("ending", Duration.ofDays(30).plusHours(5));
        move(Duration.ofHours(14));
        assertEquals(List.of("'ending' expires in 30 days"), told("admin-token.expiring"));
    }

    @Test
    void aClockThatIsBehindPrunesNothing() {
        Issued used = house.issue("used", Permissions.full());
        house.verify(used.secret());
        house.adminTokens.flush();
        move(YEAR);
        move(YEAR.negated());
        move(Duration.ofDays(2));
        assertEquals(List.of("The machine's clock is behind"), told("clock.behind"));
        assertEquals(1, days(used));
        assertEquals(List.of(), told("admin-token.idle"));
    }

    /// A machine without a battery starts in 1970: the time it then gets is no leap.
    @Test
    void aStartIn1970IsNoLeap() {
        issue("gone", Duration.ofHours(1));
        move(Duration.ofHours(2));
        int leaps = told("clock.leap").size();
        Duration since1970 = Duration.between(Instant.EPOCH, clock.instant());
        move(since1970.negated());
        move(since1970);
        assertEquals(leaps, told("clock.leap").size());
    }

    @Test
    void aTimeThatIsTakenBackLosesNoWarning() {
        Issued ending = issue("ending", YEAR.plusDays(5));
        Issued used = house.issue("used", Permissions.full());
        Issued soon = issue("soon", Duration.ofDays(40));
        move(Duration.ofDays(1));
        move(YEAR);
        move(Duration.ofDays(1)); // believed by now
        assertEquals(List.of("'ending' expires in 3 days"), told("admin-token.expiring"));
        assertEquals(3, told("admin-token.idle").size());
        house.verify(used.secret());
        house.adminTokens.flush();

        clock.move(YEAR.plusDays(1).negated());
        house.verify(used.secret());
        assertEquals(true, house.adminTokens.acceptClock(OWNER));
        assertEquals(List.of(), told("admin-token.expiring"));
        assertEquals(List.of(), told("admin-token.idle"));
        for (int day = 0; day < 10; day++) {
            move(Duration.ofDays(1));
        }
        assertEquals(List.of("'soon' expires in 30 days"), told("admin-token.expiring"));
        for (int day = 10; day < 92; day++) {
            move(Duration.ofDays(1));
        }
        assertEquals(3, told("admin-token.idle").size());
        for (int day = 92; day < 364; day++) {
            move(Duration.ofDays(1));
        }
        assertEquals(true, told("admin-token.expiring").contains("'ending' expires in 7 days"));
        assertEquals("expired", house.verify(soon.secret()).reason());
        assertEquals("valid", house.verify(ending.secret()).reason());
    }

    @Test
    void anOldSecretOfALeapEndsWithinTheLongestOverlap() {
        Issued token = house.issue("ci", Permissions.full());
        move(YEAR);
        assertInstanceOf(
                Rotation.Rotated.class,
                house.adminTokens.rotate(OWNER, token.token().id(), Duration.ofHours(24)));
        clock.move(YEAR.negated());
        house.adminTokens.acceptClock(OWNER);
        for (int round = 0; round < 2; round++) {
            assertEquals("valid", house.verify(token.secret()).reason());
            restart();
        }
        clock.move(AdminTokens.LONGEST_OVERLAP);
        for (int round = 0; round < 2; round++) {
            assertEquals("retired secret", house.verify(token.secret()).reason());
            restart();
        }
    }
}
