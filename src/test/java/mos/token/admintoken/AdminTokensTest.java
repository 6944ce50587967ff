package mos.token.admintoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mos.token.access.Caller;
import mos.token.access.Permissions;
import mos.token.net.Cidr;
import mos.token.secret.SecretText;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.SettableClock;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminTokensTest {
    private static final Caller OWNER = TokenHouse.OWNER;

    @TempDir Path directory;
    final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T20:50:58.100Z"));
    TokenHouse house;

    @BeforeEach
    void open() {
        house = new TokenHouse(directory, clock);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private AdminTokens tokens() {
        return house.adminTokens;
    }

    @Test
    void aTokenOpensFromItsCreationOnAndAfterARestart() {
        Issued ci = house.issue(" ci ", Permissions.readonly());
        assertEquals("ci", ci.token().name());
        assertEquals("1795467058100", ci.token().id());
        assertEquals(new Verdict.Valid(ci.token().grant(), 1), house.verify(ci.secret()));
        house.close();
        house = new TokenHouse(directory, clock);
        assertEquals(new Verdict.Valid(ci.token().grant(), 1), house.verify(ci.secret()));
        assertEquals(List.of(ci.token()), house.all());
    }

    @Test
    void theDatabaseHoldsNoToken() {
        LeakSearch leaks = new LeakSearch();
        for (int i = 0; i < 5; i++) {
            Issued issued = house.issue("t" + i, Permissions.full());
            leaks.plant("token " + i, issued.secret().exposeUtf8());
            leaks.assertNotIn(
                    issued.toString(),
                    house.verify(issued.secret()).toString(),
                    new Creation.Created(issued.token(), issued.secret()).toString());
        }
        house.access.flush();
        leaks.assertNowhere(directory);
    }

    @Test
    void whatIsNotOursIsRefusedWithItsReason() {
        assertEquals(
                new Verdict.Malformed(TokenFormat.Rule.PREFIX),
                house.verify(SecretText.of("deadbeef")));
        assertEquals(new Verdict.Unknown(), house.verify(TokenFormat.generate(new SecureRandom())));
        assertEquals(
                new Verdict.Unknown(), house.verify(SecretText.of("0123456789abcdef".repeat(4))));
    }

    /// D-29: deleted, deactivated or narrowed means refused from the next check on.
    @Test
    void whatIsEndedIsRefusedAtOnceAndAfterARestart() {
        Issued deactivated = house.issue("a", Permissions.full());
        Issued deleted = house.issue("b", Permissions.full());
        Issued narrowed = house.issue("c", Permissions.full());
        List<String> ended = new ArrayList<>();
        tokens().onEnded((tx, id) -> tx.afterCommit(() -> ended.add(id)));

        clock.move(Duration.ofSeconds(1));
        assertInstanceOf(
                Alteration.Done.class, tokens().deactivate(OWNER, deactivated.token().id()));
        assertInstanceOf(Alteration.Done.class, tokens().delete(OWNER, deleted.token().id()));
        assertInstanceOf(
                Alteration.Done.class,
                tokens().setPermissions(OWNER, narrowed.token().id(), Permissions.readonly()));

        for (int round = 0; round < 2; round++) {
            assertInstanceOf(Verdict.Inactive.class, house.verify(deactivated.secret()));
            assertEquals(
                    Instant.parse("2026-11-23T20:50:59.100Z"),
                    house.find(deactivated.token().id()).orElseThrow().deactivatedAt());
            assertEquals(
                    new Verdict.Deleted(deleted.token().id(), "b"), house.verify(deleted.secret()));
            Verdict third = house.verify(narrowed.secret());
            assertEquals(
                    Permissions.readonly(),
                    assertInstanceOf(Verdict.Valid.class, third).token().permissions());
            house.close();
            house = new TokenHouse(directory, clock);
        }
        assertEquals(
                List.of(deactivated.token().id(), deleted.token().id(), narrowed.token().id()),
                ended);
    }

    @Test
    void widenedIsNotEnded() {
        Issued one = house.issue("a", Permissions.readonly());
        List<String> ended = new ArrayList<>();
        tokens().onEnded((tx, id) -> tx.afterCommit(() -> ended.add(id)));
        tokens().setPermissions(OWNER, one.token().id(), Permissions.full());
        assertEquals(List.of(), ended);
    }

    @Test
    void unknownIdsAreToldSo() {
        assertInstanceOf(Alteration.NotFound.class, tokens().delete(OWNER, "1"));
        assertInstanceOf(Alteration.NotFound.class, tokens().deactivate(OWNER, "1"));
        assertInstanceOf(
                Alteration.NotFound.class, tokens().setPermissions(OWNER, "1", Permissions.full()));
        assertTrue(house.find("1").isEmpty());
    }

    @Test
    void namesAreUniqueWithoutCase() {
        house.issue("CI", Permissions.full());
        assertInstanceOf(
                Creation.NameTaken.class,
                tokens().create(OWNER, Terms.of(" ci ", "", Permissions.full())));
        assertEquals(
                "name",
                assertInstanceOf(
                                Creation.Invalid.class,
                                tokens().create(OWNER, Terms.of("a\nb", "", Permissions.full())))
                        .field());
        assertEquals(
                "description",
                assertInstanceOf(
                                Creation.Invalid.class,
                                tokens().create(OWNER, Terms.of("x", "\u0000", Permissions.full())))
                        .field());
        assertEquals(1, house.all().size());
    }

    /// D-6: MOS gave up to seven tokens one id, and lost tokens.
    @Test
    void parallelCreationsLoseNothingAndShareNoId() throws Exception {
        int count = 200;
        List<Future<Issued>> made = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                String name = "t" + i;
                Callable<Issued> create = () -> house.issue(name, Permissions.full());
                made.add(threads.submit(create));
            }
        }
        Set<String> ids = new HashSet<>();
        for (Future<Issued> future : made) {
            Issued issued = future.get();
            assertTrue(ids.add(issued.token().id()));
            assertInstanceOf(Verdict.Valid.class, house.verify(issued.secret()));
        }
        List<AdminToken> listed = house.all();
        assertEquals(count, listed.size());
        for (int i = 1; i < count; i++) {
            assertTrue(Long.parseLong(listed.get(i - 1).id()) < Long.parseLong(listed.get(i).id()));
        }
        assertEquals(java.util.Optional.empty(), house.access.firstBrokenRow());
    }

    @Test
    void anIdNeverComesBackWhateverTheClockDoes() {
        Issued first = house.issue("a", Permissions.full());
        tokens().delete(OWNER, first.token().id());
        clock.move(Duration.ofDays(-365));
        house.close();
        house = new TokenHouse(directory, clock);
        Issued second = house.issue("a", Permissions.full());
        assertTrue(Long.parseLong(second.token().id()) > Long.parseLong(first.token().id()));
    }

    @Test
    void everyChangeLeavesItsAuditRow() {
        String id = house.issue("ci", Permissions.full()).token().id();
        tokens().setPermissions(OWNER, id, Permissions.readonly());
        tokens().deactivate(OWNER, id);
        tokens().delete(OWNER, id);
        List<String> actions =
                house.database.read(q ->
                        q
                                .rows("select action from audit where subject = ? order by seq", id)
                                .stream()
                                .map(row -> row.text("action"))
                                .toList());
        assertEquals(
                List.of(
                        "admin-token.create",
                        "admin-token.permissions",
                        "admin-token.deactivate",
                        "admin-token.delete"),
                actions);
    }

    /// D-3: one damaged row grants nothing, and stops no other token.
    @Test
    void aDamagedRowGrantsNothingAndStopsNoOther() {
        Issued damaged = house.issue("a", Permissions.full());
        Issued sound = house.issue("b", Permissions.full());
        house.database.write(tx ->
                tx.update(
                        "update admin_token set permissions = ? where id = ?",
                        "{\"mode\":",
                        damaged.token().id()));
        house.close();
        house = new TokenHouse(directory, clock);
        assertInstanceOf(Verdict.Valid.class, house.verify(sound.secret()));
        Verdict verdict = house.verify(damaged.secret());
        assertEquals(
                Permissions.nothing(),
                assertInstanceOf(Verdict.Valid.class, verdict).token().permissions());
        assertEquals(2, house.all().size());
    }

    /// D-3: networks that cannot be read are not taken for "from anywhere", also when the token is
    /// changed afterwards.
    @Test
    void damagedNetworksOpenNothingAndStopNoOther() {
        Issued damaged = house.issue("a", Permissions.full());
        Issued sound = house.issue("b", Permissions.full());
        String id = damaged.token().id();
        house.database.write(tx ->
                tx.update(
                        "update admin_token set networks = ? where id = ?",
                        "192.0.2.0/24,10.0.0",
                        id));
        for (int round = 0; round < 2; round++) {
            house.close();
            house = new TokenHouse(directory, clock);
            assertInstanceOf(Verdict.Valid.class, house.verify(sound.secret()));
            assertInstanceOf(Verdict.WrongNetwork.class, house.verify(damaged.secret()));
            assertEquals(2, house.all().size());
            assertEquals(List.of(Cidr.NOWHERE), house.find(id).orElseThrow().life().networks());
            tokens().edit(OWNER, id, terms -> terms.withDescription("d"));
        }
        tokens().edit(OWNER, id, terms -> terms.withLife(Life.ALWAYS));
        assertInstanceOf(Verdict.Valid.class, house.verify(damaged.secret()));
    }

    /// D-39: garbage is not remembered.
    @Test
    void garbageLeavesNothingBehind() {
        house.issue("a", Permissions.full());
        for (int i = 0; i < 10_000; i++) {
            house.verify(TokenFormat.generate(new SecureRandom()));
        }
        assertEquals(1, tokens().count());
        assertFalse(tokens().live("nope", 1).isPresent());
    }
}
