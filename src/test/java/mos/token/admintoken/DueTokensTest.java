package mos.token.admintoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import mos.token.access.Caller;
import mos.token.access.Permissions;
import mos.token.notify.Notice;
import mos.token.notify.NoticeQuery;
import mos.token.store.Row;
import mos.token.testkit.InTokenHouse;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is told of tokens that expire or lie idle, and when it is taken back.
class DueTokensTest extends InTokenHouse {
    private static final Caller OWNER = TokenHouse.OWNER;
    private static final String EXPIRING = "admin-token.expiring";
    private static final String EXPIRED = "admin-token.expired";
    private static final String IDLE = "admin-token.idle";
    private static final Instant NOW = Instant.parse("2026-11-23T20:50:58.100Z");
    private static final Instant ENDS = NOW.plus(Duration.ofDays(40));

    Issued token;

    DueTokensTest() {
        super(NOW);
    }

    @BeforeEach
    void open() {
        token =
                house.issue(
                        Terms.of("t", "", Permissions.full())
                                .withLife(Life.ALWAYS.withExpiresAt(ENDS)));
    }

    private void after(Duration time) {
        clock.move(time);
        house.adminTokens.acceptClock(OWNER); // no leap is doubted here: LeapTest does
        house.adminTokens.flush();
    }

    private void until(Instant time) {
        after(Duration.between(clock.instant(), time));
    }

    private List<String> titles(String kind) {
        return house.notices(kind).stream().map(Notice::title).toList();
    }

    /// Gives the token this many twins, which differ in id and name alone.
    private void multiply(int twins) {
        house.database.write(tx ->
                tx.update(
                        "with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)"
                                + " insert into admin_token (id, name, name_key, description,"
                                + " permissions, created_at, expires_at, expiry_set_at, key_id,"
                                + " digest, secret_created_at) select id + i, name || i,"
                                + " name_key || i, description, permissions, created_at, expires_at,"
                                + " expiry_set_at, key_id, randomblob(32), secret_created_at"
                                + " from admin_token, n where name = 't'",
                        twins));
    }

    /// The warning gives way to the fact, whether somebody still uses the token or not.
    @Test
    void anExpiredTokenIsToldOfInPlaceOfItsWarning() {
        until(ENDS.minus(Duration.ofHours(12)));
        assertEquals(List.of("'t' expires in a day"), titles(EXPIRING));
        assertEquals(List.of(), titles(EXPIRED));
        until(ENDS);
        assertEquals(List.of(), titles(EXPIRING));
        assertEquals(List.of("'t' expired"), titles(EXPIRED));
        after(Duration.ofDays(1));
        assertEquals(1, house.notices(EXPIRED).getFirst().times());
        house.adminTokens.edit(
                OWNER,
                token.token().id(),
                terms -> terms.withLife(terms.life().withExpiresAt(null)));
        assertEquals(List.of(), titles(EXPIRED));
    }

    /// Between two looks a use of the expired token takes the warning back.
    @Test
    void aUseAfterTheExpiryTakesTheWarningBackAtOnce() {
        until(ENDS.minus(Duration.ofMinutes(10)));
        assertEquals(1, titles(EXPIRING).size());
        clock.move(Duration.ofMinutes(20));
        house.verify(token.secret());
        house.adminTokens.flush();
        assertEquals(List.of(), titles(EXPIRING));
        assertEquals(
                List.of("Somebody still uses the expired admin token 't'"),
                titles(EXPIRED + "-used"));
    }

    @Test
    void whatWasToldOfADeletedTokenGoes() {
        Issued other =
                house.issue(
                        Terms.of("other", "", Permissions.full())
                                .withLife(Life.ALWAYS.withExpiresAt(ENDS)));
        for (Issued one : List.of(token, other)) {
            for (String address : List.of("192.0.2.7", "198.51.100.1")) {
                house.adminTokens.verify(one.secret(), TokenHouse.use(address));
            }
        }
        house.adminTokens.flush();
        for (String address : List.of("203.0.113.1")) {
            house.adminTokens.verify(token.secret(), TokenHouse.use(address));
            house.adminTokens.verify(other.secret(), TokenHouse.use(address));
        }
        until(ENDS.minus(Duration.ofDays(20)));
        assertEquals(2, titles(EXPIRING).size());
        assertEquals(2, titles("admin-token.new-network").size());
        house.adminTokens.delete(OWNER, token.token().id());
        assertEquals(
                List.of(),
                house.notices
                        .list(
                                OWNER,
                                new NoticeQuery(
                                        NoticeQuery.State.ALL,
                                        "",
                                        token.token().id(),
                                        Long.MAX_VALUE,
                                        100))
                        .notices());
        assertEquals(List.of("'other' expires in 30 days"), titles(EXPIRING));
    }

    /// Many are told of by one notice, of which there is never a second one; dismissed, it does not
    /// hide the next ones.
    @Test
    void manyAreToldOfByOneNoticeAtATime() {
        multiply(2_500);
        after(Duration.ofDays(11));
        assertEquals(
                List.of("2501 admin tokens reached a warning of their expiry"), titles(EXPIRING));
        after(Duration.ofDays(1));
        Notice first = house.notices(EXPIRING).getFirst();
        house.notices.dismiss(OWNER, first.id());
        until(ENDS.minus(Duration.ofDays(10)));
        assertEquals(
                List.of("2501 admin tokens reached a warning of their expiry"), titles(EXPIRING));
        until(ENDS.minus(Duration.ofDays(5)));
        assertEquals(1, titles(EXPIRING).size());
        until(ENDS);
        assertEquals(List.of(), titles(EXPIRING));
        assertEquals(List.of("2501 admin tokens expired"), titles(EXPIRED));
        until(NOW.plus(Duration.ofDays(91)));
        assertEquals(List.of("2501 admin tokens were not used for 90 days"), titles(IDLE));
        after(Duration.ofDays(1));
        assertEquals(List.of("2501 admin tokens were not used for 90 days"), titles(IDLE));
        assertEquals(List.of("2501 admin tokens expired"), titles(EXPIRED));
    }

    /// One that is stopped, or too young, does not keep the notice of others that are gone.
    @Test
    void theNoticeOfManyGoesWithTheLastOfThem() {
        multiply(30);
        until(NOW.plus(Duration.ofDays(91)));
        assertEquals(1, titles(IDLE).size());
        house.adminTokens.deactivate(OWNER, token.token().id());
        house.issue("young", Permissions.full());
        after(Duration.ofHours(1));
        assertEquals(1, titles(IDLE).size(), "29 twins are there still");
        house.database.write(tx -> tx.update("delete from admin_token where name like 't_%'"));
        after(Duration.ofHours(1));
        assertEquals(List.of(), titles(IDLE));
    }

    /// Who stopped a token need not hear when it ends; when it goes on, what is so is told.
    @Test
    void nothingIsToldOfAStoppedToken() {
        until(ENDS.minus(Duration.ofDays(6)));
        assertEquals(List.of("'t' expires in 7 days"), titles(EXPIRING));
        house.adminTokens.deactivate(OWNER, token.token().id());
        assertEquals(List.of(), titles(EXPIRING));
        until(ENDS.minus(Duration.ofDays(5)));
        assertEquals(List.of(), titles(EXPIRING));
        house.adminTokens.activate(OWNER, token.token().id());
        after(Duration.ofHours(1));
        assertEquals(List.of("'t' expires in 7 days"), titles(EXPIRING));
        house.adminTokens.deactivate(OWNER, token.token().id());
        until(ENDS.plus(Duration.ofDays(1)));
        assertEquals(List.of(), titles(EXPIRED));
    }

    /// However many there are, a transaction looks at a bounded number, and at each of them once,
    /// also when all expire at the same moment.
    @Test
    void tokensAreLookedAtPageByPage() {
        multiply(2_500);
        Instant later = ENDS.minusSeconds(1);
        for (Due<?> kind :
                List.of(
                        new ExpiringTokens(later),
                        new IdleTokens(later.plus(Duration.ofDays(90))))) {
            List<Integer> sizes = new ArrayList<>();
            HashSet<Long> ids = new HashSet<>();
            Due.Place after = kind.start();
            List<Row> page;
            do {
                Due.Place from = after;
                page = house.database.read(query -> kind.page(query, from));
                page.forEach(row -> ids.add(row.number("id")));
                sizes.add(page.size());
                after = kind.place(page.getLast());
            } while (page.size() == Due.PAGE);
            assertEquals(List.of(1_000, 1_000, 501), sizes);
            assertEquals(2_501, ids.size());
        }
    }

    /// What cannot be told is not marked as told.
    @Test
    void aStageThatCouldNotBeToldIsToldLater() {
        house.adminTokens.flush();
        house.database.write(tx ->
                tx.update(
                        "create trigger broken before insert on notice"
                                + " begin select raise(abort, 'broken'); end"));
        assertThrows(RuntimeException.class, () -> until(ENDS.minus(Duration.ofDays(3))));
        house.database.write(tx -> tx.update("drop trigger broken"));
        house.adminTokens.flush();
        assertEquals(List.of("'t' expires in 3 days"), titles(EXPIRING));
    }
}
