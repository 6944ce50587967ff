package mos.token.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Denied;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.config.Config;
import mos.token.store.Database;
import mos.token.testkit.Eventually;
import mos.token.testkit.SettableClock;
import mos.token.testkit.TokenHouse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticesTest {
    private static final Caller OWNER = TokenHouse.OWNER;
    private static final Instant START = Instant.parse("2026-11-23T20:50:58.100Z");

    @TempDir Path directory;
    private final SettableClock clock = new SettableClock(START);
    private TokenHouse house;
    private Notices notices;

    @BeforeEach
    void start() {
        house = new TokenHouse(directory, clock);
        notices = new Notices(house.database, house.access, Config.Delivery.NONE, clock);
    }

    @AfterEach
    void stop() {
        notices.close();
        house.close();
    }

    @Test
    void aConditionIsToldOnceAndCounted() {
        notices.raise(notice("admin-token.expiring", "7", "in 7 days"));
        clock.move(Duration.ofDays(1));
        notices.raise(notice("admin-token.expiring", "7", "in 6 days"));
        Notice only = open().getFirst();
        assertEquals(1, open().size());
        assertEquals(2, only.times());
        assertEquals("in 6 days", only.message());
        assertEquals(START, only.createdAt());
        assertEquals(START.plus(Duration.ofDays(1)), only.lastAt());
    }

    @Test
    void aDismissedOneStaysSoUntilItIsSettled() {
        NewNotice notice = notice("admin-token.unused", "7", "for 90 days");
        notices.raise(notice);
        long id = open().getFirst().id();
        assertInstanceOf(Dismissal.Done.class, notices.dismiss(OWNER, id));
        notices.raise(notice);
        assertEquals(List.of(), open());
        Notice dismissed = list(NoticeQuery.State.DISMISSED, "", "").getFirst();
        assertEquals(2, dismissed.times());
        assertEquals(START, dismissed.dismissedAt());

        settle(notice.key());
        assertEquals(List.of(), list(NoticeQuery.State.ALL, "", ""));
        notices.raise(notice);
        assertEquals(id + 1, open().getFirst().id(), "an id is never given twice");
        assertEquals(1, open().getFirst().times());
    }

    @Test
    void whatIsRolledBackWasNeverRaised() {
        assertThrows(
                ArithmeticException.class,
                () ->
                        house.database.write(tx -> {
                            notices.raise(tx, notice("a", "1", "m"));
                            throw new ArithmeticException();
                        }));
        assertEquals(List.of(), open());
    }

    @Test
    void theNoticesAboutADeletedSubjectGo() {
        notices.raise(notice("a", "1", "m"));
        notices.raise(notice("b", "1", "m"));
        notices.raise(notice("a", "2", "m"));
        house.database.write(tx -> {
            notices.settleAbout(tx, "1");
            return tx;
        });
        assertEquals(List.of("2"), open().stream().map(Notice::subject).toList());
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        house.database.write(tx -> {
                            notices.settleAbout(tx, "");
                            return tx;
                        }));
    }

    @Test
    void theNewestComeFirstPageByPageAndFiltered() {
        for (int i = 1; i <= 5; i++) {
            notices.raise(notice(i % 2 == 0 ? "admin-token.even" : "quota.odd", "s" + i, "m"));
        }
        NoticePage first = notices.list(OWNER, page(Long.MAX_VALUE, 2));
        assertEquals(List.of(5L, 4L), ids(first.notices()));
        NoticePage second = notices.list(OWNER, page(4, 2));
        assertEquals(List.of(3L, 2L), ids(second.notices()));
        NoticePage last = notices.list(OWNER, page(2, 2));
        assertEquals(List.of(1L), ids(last.notices()));
        assertEquals(List.of(true, true, false), List.of(first.more(), second.more(), last.more()));
        assertFalse(notices.list(OWNER, page(3, 2)).more(), "exactly a page is the last");

        notices.dismiss(OWNER, 2);
        assertEquals(List.of(4L, 2L), ids(list(NoticeQuery.State.ALL, "admin-token", "")));
        assertEquals(List.of(4L), ids(list(NoticeQuery.State.OPEN, "admin-", "")));
        assertEquals(List.of(2L), ids(list(NoticeQuery.State.DISMISSED, "", "")));
        assertEquals(List.of(3L), ids(list(NoticeQuery.State.ALL, "quota.odd", "s3")));
        assertEquals(List.of(), list(NoticeQuery.State.ALL, "uota", ""));
    }

    @Test
    void dismissingIsAuditedOnce() {
        notices.raise(notice("a", "1", "m"));
        notices.raise(notice("b", "1", "m"));
        notices.raise(notice("c", "1", "m"));
        notices.dismiss(OWNER, 1);
        clock.move(Duration.ofMinutes(1));
        assertInstanceOf(Dismissal.Done.class, notices.dismiss(OWNER, 1));
        assertInstanceOf(Dismissal.NotFound.class, notices.dismiss(OWNER, 99));
        assertEquals(2, notices.dismissAll(OWNER));
        assertEquals(
                List.of("1 a:1", " all, 2 were open"),
                house
                        .database
                        .read(q -> q.rows("select * from audit where action = 'notice.dismiss'"))
                        .stream()
                        .map(row -> row.text("subject") + " " + row.text("detail"))
                        .toList());
        assertEquals(START, list(NoticeQuery.State.ALL, "a", "").getFirst().dismissedAt());
    }

    @Test
    void aCallerMaySeeOrDismissOnlyWithAuth() {
        notices.raise(notice("a", "1", "m"));
        Caller reader = token(new Permissions.Custom(Map.of("auth", Level.READ)));
        assertEquals(1, notices.list(reader, NoticeQuery.OPEN).notices().size());
        assertThrows(Denied.class, () -> notices.dismiss(reader, 1));
        assertThrows(Denied.class, () -> notices.dismiss(reader, 99));
        assertThrows(Denied.class, () -> notices.dismissAll(reader));
        Caller readonly = token(Permissions.readonly());
        assertThrows(Denied.class, () -> notices.list(readonly, NoticeQuery.OPEN));
        assertEquals(1, open().size());
    }

    @Test
    void beyondAThousandTheOldestOpenOnesAreDroppedAndOneSaysSo() {
        notices.raise(notice("seen", "0", "m"));
        notices.dismiss(OWNER, 1);
        house.database.write(tx -> {
            for (int i = 1; i <= Notices.MOST_OPEN + 5; i++) {
                notices.raise(tx, notice("flood", "n" + i, "m"));
            }
            return tx;
        });
        List<Notice> floods = list(NoticeQuery.State.OPEN, "flood", "");
        assertEquals(Notices.MOST_OPEN, floods.size());
        assertEquals("n6", floods.getLast().subject());
        Notice dropped = list(NoticeQuery.State.OPEN, "notice.dropped", "").getFirst();
        assertEquals(5, dropped.times());
        assertEquals(1, list(NoticeQuery.State.DISMISSED, "", "").size());
    }

    @Test
    void oldOnesGoAndThoseStillRaisedStay() {
        notices.raise(notice("dismissed.over", "1", "m"));
        notices.raise(notice("dismissed.lasting", "1", "m"));
        notices.raise(notice("open", "1", "m"));
        notices.dismissAll(OWNER);
        notices.raise(notice("open.late", "1", "m"));
        // Raised before its time is over: the thread may look at any moment.
        clock.move(Notices.KEPT_DISMISSED);
        notices.raise(notice("dismissed.lasting", "1", "m"));
        clock.move(Duration.ofMillis(1));
        notices.raise(notice("new", "1", "m")); // has the thread look
        eventually(List.of("new", "open.late", "dismissed.lasting"));

        clock.move(Notices.KEPT);
        notices.raise(notice("new", "1", "m"));
        clock.move(Duration.ofMillis(1));
        notices.raise(notice("newer", "1", "m"));
        eventually(List.of("newer", "new"));
    }

    @Test
    void raisingOnAnEventLoopIsRefused() {
        AtomicBoolean onLoop = new AtomicBoolean();
        Path other = directory.resolve("other");
        assertTrue(other.toFile().mkdir());
        try (Database database = Database.open(other, onLoop::get);
                Access access = new Access(database, house.keys, clock);
                Notices some = new Notices(database, access, Config.Delivery.NONE, clock)) {
            onLoop.set(true);
            assertThrows(IllegalStateException.class, () -> some.raise(notice("a", "1", "m")));
            onLoop.set(false);
            assertEquals(List.of(), some.list(OWNER, NoticeQuery.OPEN).notices());
        }
    }

    private void eventually(List<String> kinds) {
        Eventually.within(
                Duration.ofSeconds(10),
                () ->
                        list(NoticeQuery.State.ALL, "", "").stream()
                                .map(Notice::kind)
                                .toList()
                                .equals(kinds));
    }

    private void settle(String key) {
        house.database.write(tx -> {
            notices.settle(tx, key);
            return key;
        });
    }

    private List<Notice> open() {
        return notices.list(OWNER, NoticeQuery.OPEN).notices();
    }

    private List<Notice> list(NoticeQuery.State state, String kind, String subject) {
        return notices.list(
                        OWNER,
                        new NoticeQuery(state, kind, subject, Long.MAX_VALUE, NoticeQuery.MOST))
                .notices();
    }

    private static NoticeQuery page(long before, int limit) {
        return new NoticeQuery(NoticeQuery.State.OPEN, "", "", before, limit);
    }

    private static List<Long> ids(List<Notice> some) {
        return some.stream().map(Notice::id).toList();
    }

    private static Caller token(Permissions permissions) {
        return new Caller.Token("7", 1, "tool", permissions, null, "192.0.2.77");
    }

    private static NewNotice notice(String kind, String subject, String message) {
        return new NewNotice(
                kind + ":" + subject, kind, Severity.WARNING, "A title", message, subject);
    }
}
