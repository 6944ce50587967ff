package mos.token.admintoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mos.token.access.Caller;
import mos.token.access.Permissions;
import mos.token.net.Cidr;
import mos.token.notify.Notice;
import mos.token.notify.NoticeQuery;
import mos.token.testkit.InTokenHouse;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.Test;

/// When and from where a token opens anything.
class LifeTest extends InTokenHouse {
    private static final Caller OWNER = TokenHouse.OWNER;
    private static final Instant NOW = Instant.parse("2026-11-23T20:50:58.100Z");

    LifeTest() {
        super(NOW);
    }

    private Issued issue(String name, Life life) {
        return house.issue(Terms.of(name, "", Permissions.full()).withLife(life));
    }

    private List<Notice> notices(String kind) {
        return house.notices.list(OWNER, NoticeQuery.OPEN).notices().stream()
                .filter(notice -> notice.kind().equals(kind))
                .toList();
    }

    /// D-32: the boundary to the millisecond, on both sides and after a restart.
    @Test
    void aTokenLivesFromItsBeginningToItsExpiry() {
        Instant begins = NOW.plusSeconds(60);
        Instant ends = NOW.plusSeconds(120);
        Issued token = issue("t", Life.ALWAYS.withNotBefore(begins).withExpiresAt(ends));
        List<String> reasons = new ArrayList<>();
        for (Duration step :
                List.of(
                        Duration.ofMillis(59_999),
                        Duration.ofMillis(1),
                        Duration.ofMillis(59_999),
                        Duration.ofMillis(1))) {
            clock.move(step);
            restart();
            reasons.add(house.verify(token.secret()).reason());
        }
        assertEquals(List.of("not yet valid", "valid", "valid", "expired"), reasons);
    }

    /// D-32: a clock that goes back revives nothing, not even over a restart; one that goes on does
    /// not either.
    @Test
    void aClockSetBackRevivesNoToken() {
        Issued token = issue("t", Life.ALWAYS.withExpiresAt(NOW.plusSeconds(60)));
        Issued later = issue("later", Life.ALWAYS.withNotBefore(NOW.plusSeconds(30)));
        clock.move(Duration.ofSeconds(61));
        assertInstanceOf(Verdict.Expired.class, house.verify(token.secret()));
        clock.move(Duration.ofDays(-365));
        for (int round = 0; round < 2; round++) {
            assertInstanceOf(Verdict.Expired.class, house.verify(token.secret()));
            assertInstanceOf(Verdict.Valid.class, house.verify(later.secret()));
            restart();
        }
        house.adminTokens.flush();
        assertEquals(1, notices("clock.behind").size());
        clock.move(Duration.ofDays(365));
        house.adminTokens.flush();
        assertEquals(List.of(), notices("clock.behind"));
        assertInstanceOf(Verdict.Expired.class, house.verify(token.secret()));
    }

    /// D-32: whatever expires by a leap of the clock, or while the service was off, is told of.
    @Test
    void whatExpiresByALeapIsToldOf() {
        issue("a", Life.ALWAYS.withExpiresAt(NOW.plus(Duration.ofDays(10))));
        issue("b", Life.ALWAYS.withExpiresAt(NOW.plus(Duration.ofDays(20))));
        Issued c = issue("c", Life.ALWAYS.withExpiresAt(NOW.plus(Duration.ofDays(500))));
        house.adminTokens.flush();
        clock.move(Duration.ofDays(365));
        house.adminTokens.flush();
        Notice leap = notices("clock.leap").getFirst();
        assertTrue(leap.title().startsWith("2 admin tokens expired"), leap.title());
        assertInstanceOf(Verdict.Valid.class, house.verify(c.secret()));

        restart();
        house.close();
        clock.move(Duration.ofDays(365));
        house = new TokenHouse(directory, clock);
        house.adminTokens.flush();
        assertEquals(2, notices("clock.leap").size());
        assertInstanceOf(Verdict.Expired.class, house.verify(c.secret()));
    }

    /// Only a person can say that the clock is right now and was wrong before.
    @Test
    void theOwnerAcceptsTheClock() {
        Issued token = issue("t", Life.ALWAYS.withExpiresAt(NOW.plus(Duration.ofDays(30))));
        Issued manager =
                house.issue(
                        "m",
                        new Permissions.Custom(
                                java.util.Map.of("auth", mos.token.access.Level.WRITE)));
        clock.move(Duration.ofDays(365));
        assertInstanceOf(Verdict.Expired.class, house.verify(token.secret()));
        clock.move(Duration.ofDays(-365));
        assertEquals(false, house.adminTokens.acceptClock(manager.caller()));
        assertInstanceOf(Verdict.Expired.class, house.verify(token.secret()));
        assertEquals(true, house.adminTokens.acceptClock(OWNER));
        assertInstanceOf(Verdict.Valid.class, house.verify(token.secret()));
        restart();
        assertInstanceOf(Verdict.Valid.class, house.verify(token.secret()));
    }

    @Test
    void aTokenOpensFromItsNetworksOnly() {
        Issued token =
                issue(
                        "t",
                        Life.ALWAYS.withNetworks(
                                List.of(Cidr.parse("192.0.2.0/24"), Cidr.parse("2001:db8::/32"))));
        for (int round = 0; round < 2; round++) {
            for (String inside :
                    List.of("192.0.2.1", "192.0.2.255", "2001:db8:ffff::1", "::ffff:192.0.2.9")) {
                assertEquals(
                        "valid",
                        house.adminTokens.verify(token.secret(), TokenHouse.use(inside)).reason());
            }
            for (String outside : List.of("192.0.3.1", "2001:db9::1", "127.0.0.1", "::1")) {
                assertEquals(
                        "wrong network",
                        house.adminTokens.verify(token.secret(), TokenHouse.use(outside)).reason());
            }
            Use hidden = new Use(null, "", new mos.token.access.Demand.Nothing());
            assertEquals(
                    "wrong network", house.adminTokens.verify(token.secret(), hidden).reason());
            restart();
        }
    }

    @Test
    void whatAPersonDecidedCanBeChanged() {
        Issued token = issue("old", Life.ALWAYS);
        String id = token.token().id();
        Instant ends = NOW.plus(Duration.ofDays(1));
        var done =
                assertInstanceOf(
                        Alteration.Done.class,
                        house.adminTokens.edit(
                                OWNER,
                                id,
                                terms ->
                                        terms.withName(" new ")
                                                .withDescription("d")
                                                .withLife(terms.life().withExpiresAt(ends))));
        assertEquals("new", done.token().name());
        restart();
        AdminToken now = house.find(id).orElseThrow();
        assertEquals(done.token(), now);
        assertEquals(ends, now.life().expiresAt());
        assertEquals(NOW, now.createdAt());
        assertInstanceOf(Verdict.Valid.class, house.verify(token.secret()));
        clock.move(Duration.ofDays(1));
        assertInstanceOf(Verdict.Expired.class, house.verify(token.secret()));
        // An expired token can be renamed, and given a new life.
        assertInstanceOf(
                Alteration.Done.class,
                house.adminTokens.edit(OWNER, id, terms -> terms.withName("newer")));
        assertInstanceOf(
                Alteration.Done.class,
                house.adminTokens.edit(
                        OWNER, id, terms -> terms.withLife(terms.life().withExpiresAt(null))));
        assertInstanceOf(Verdict.Valid.class, house.verify(token.secret()));
    }

    @Test
    void wrongTermsAreRefusedByName() {
        Issued other = issue("other", Life.ALWAYS);
        String id = issue("t", Life.ALWAYS).token().id();
        assertEquals(
                new Alteration.Invalid(
                        "expiresAt",
                        "expiresAt must be in the future; deactivate the token to stop it now"),
                house.adminTokens.edit(
                        OWNER, id, terms -> terms.withLife(terms.life().withExpiresAt(NOW))));
        assertEquals(
                new Alteration.Invalid("notBefore", "notBefore must be earlier than expiresAt"),
                house.adminTokens.edit(
                        OWNER,
                        id,
                        terms ->
                                terms.withLife(
                                        terms.life()
                                                .withExpiresAt(NOW.plusSeconds(9))
                                                .withNotBefore(NOW.plusSeconds(9)))));
        assertEquals(
                new Alteration.Invalid("notBefore", "notBefore must not lie before 1970"),
                house.adminTokens.edit(
                        OWNER,
                        id,
                        terms -> terms.withLife(terms.life().withNotBefore(Instant.MIN))));
        assertInstanceOf(
                Alteration.Invalid.class,
                house.adminTokens.edit(OWNER, id, terms -> terms.withName("a\u202eb")));
        assertEquals(
                new Alteration.NameTaken(),
                house.adminTokens.edit(
                        OWNER,
                        id,
                        terms ->
                                terms.withName(
                                        other.token().name().toUpperCase(java.util.Locale.ROOT))));
        assertEquals(
                new Alteration.NotFound(),
                house.adminTokens.edit(OWNER, "1", terms -> terms.withName("x")));
        assertEquals("t", house.find(id).orElseThrow().name());
    }

    /// Deactivated and activated again it is what it was; a narrowed one ends its sessions.
    @Test
    void aDeactivatedTokenIsActivatedAgain() {
        Issued token = issue("t", Life.ALWAYS);
        String id = token.token().id();
        house.adminTokens.deactivate(OWNER, id);
        assertInstanceOf(Verdict.Inactive.class, house.verify(token.secret()));
        house.adminTokens.activate(OWNER, id);
        for (int round = 0; round < 2; round++) {
            assertInstanceOf(Verdict.Valid.class, house.verify(token.secret()));
            restart();
        }
        List<String> ended = new ArrayList<>();
        house.adminTokens.onEnded((tx, ofToken) -> tx.afterCommit(() -> ended.add(ofToken)));
        house.adminTokens.edit(OWNER, id, terms -> terms.withDescription("d"));
        assertEquals(List.of(), ended);
        house.adminTokens.edit(
                OWNER,
                id,
                terms -> terms.withLife(terms.life().withNetworks(List.of(Cidr.LOOPBACK4))));
        assertEquals(List.of(id), ended);
    }

    /// A stage is told once, the nearest one only, and not when the expiry was chosen within it.
    @Test
    void anExpiryIsToldAheadInStages() {
        Issued month = issue("month", Life.ALWAYS.withExpiresAt(NOW.plus(Duration.ofDays(40))));
        issue("week", Life.ALWAYS.withExpiresAt(NOW.plus(Duration.ofDays(7))));
        List<String> told = new ArrayList<>();
        for (int day = 0; day < 40; day++) {
            for (int look = 0; look < 2; look++) {
                house.adminTokens.flush();
                clock.move(Duration.ofHours(12));
            }
            for (Notice notice : notices("admin-token.expiring")) {
                if (!told.contains(notice.title())) {
                    told.add(notice.title());
                }
            }
        }
        assertEquals(
                List.of(
                        "'week' expires in 3 days",
                        "'week' expires in a day",
                        "'month' expires in 30 days",
                        "'month' expires in 14 days",
                        "'month' expires in 7 days",
                        "'month' expires in 3 days",
                        "'month' expires in a day"),
                told);
        // A later expiry takes the warning back.
        assertEquals(1, notices("admin-token.expiring").size());
        house.adminTokens.edit(
                OWNER,
                month.token().id(),
                terms -> terms.withLife(terms.life().withExpiresAt(null)));
        assertEquals(List.of(), notices("admin-token.expiring"));
    }
}
