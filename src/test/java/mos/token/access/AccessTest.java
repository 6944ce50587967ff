package mos.token.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mos.token.keys.Keys;
import mos.token.store.Database;
import mos.token.store.Row;
import mos.token.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
    private static final Caller OWNER = new Caller.Local("127.0.0.1");

    @TempDir Path directory;
    Database database;
    Access access;

    @BeforeEach
    void open() {
        database = Database.open(directory, () -> false);
        Clock clock = Clock.systemUTC();
        Keys keys = Keys.open(database, directory.resolve("master.key"), new SecureRandom(), clock);
        access = new Access(database, keys, clock);
    }

    @AfterEach
    void close() {
        access.close();
        database.close();
    }

    @Test
    void aChangeWithoutAnAuditRowDoesNotHappen() {
        assertThrows(
                IllegalStateException.class,
                () ->
                        access.change(
                                OWNER,
                                Resource.AUTH,
                                "test",
                                c -> c.update("delete from keyset where purpose = 'audit'")));
        assertEquals(3, database.read(q -> q.rows("select * from keyset")).size());
    }

    @Test
    void aCallerWithoutTheRightChangesNothingAndIsCounted() {
        Caller reader =
                new Caller.Token(
                        "7",
                        1,
                        "reader",
                        new Permissions.Custom(Map.of("auth", Level.READ)),
                        null,
                        "192.0.2.77");
        for (int i = 0; i < 5; i++) {
            assertThrows(
                    Denied.class, () -> access.change(reader, Resource.AUTH, "test", _ -> "never"));
        }
        access.flush();
        List<Row> rows = database.read(q -> q.rows("select * from audit"));
        assertEquals(1, rows.size());
        assertEquals("auth:write", rows.getFirst().text("subject"));
        assertEquals("denied, 5 times", rows.getFirst().text("detail"));
        assertEquals("192.0.2.0/24", rows.getFirst().text("address"));
    }

    @Test
    void aFloodOfRefusalsIsAThousandRowsAtMost() {
        for (int i = 0; i < 20_000; i++) {
            access.refused("auth:read", "unknown", "", "10.%d.%d.1".formatted(i / 200, i % 200));
        }
        access.flush();
        List<Row> rows = database.read(q -> q.rows("select detail from audit"));
        assertEquals(1_001, rows.size());
        long total =
                rows.stream()
                        .mapToLong(r -> Long.parseLong(r.text("detail").replaceAll("\\D", "")))
                        .sum();
        assertEquals(20_000, total);
    }

    @Test
    void aReaderWhoRepeatsIsOneRowAndACount() {
        var now = new SettableClock(Instant.parse("2026-11-23T20:50:58Z"));
        Keys keys = Keys.open(database, directory.resolve("master.key"), new SecureRandom(), now);
        try (Access reads = new Access(database, keys, now)) {
            for (int i = 0; i < 500; i++) {
                reads.seen(OWNER, "admin-token.list", "");
            }
            assertEquals(List.of(""), details());
            reads.flush();
            assertEquals(List.of("", "again, 499 times"), details());
            now.move(Duration.ofMinutes(1));
            reads.seen(OWNER, "admin-token.list", "");
            assertEquals(List.of("", "again, 499 times", ""), details());
            assertEquals(Optional.empty(), reads.firstBrokenRow());
        }
    }

    private List<String> details() {
        return database.read(q -> q.rows("select detail from audit order by seq")).stream()
                .map(row -> row.text("detail"))
                .toList();
    }

    @Test
    void theChainGoesOnAfterARestartAndOverManyPages() {
        for (int i = 0; i < 2_500; i++) {
            access.refused("need " + i / 1_000, "reason " + i, "", "192.0.2.1");
            if (i % 900 == 0) {
                access.close();
                close();
                open();
            }
        }
        access.flush();
        assertEquals(Optional.empty(), access.firstBrokenRow());
        assertBroken("update audit set detail = 'other' where seq = 1500", 1_500);
    }

    @Test
    void theChainShowsEveryTampering() {
        for (int i = 1; i <= 5; i++) {
            String subject = "token " + i;
            access.change(
                    OWNER,
                    Resource.AUTH,
                    "test",
                    c -> {
                        c.audited(subject, "made");
                        return subject;
                    });
        }
        assertEquals(Optional.empty(), access.firstBrokenRow());
        assertBroken("update audit set detail = 'other' where seq = 3", 3);
        assertBroken("update audit set detail = 'made' where seq = 3", 0);
        assertBroken("update audit set at = at + 1 where seq = 4", 4);
        assertBroken("update audit set at = at - 1 where seq = 4", 0);
        assertBroken("delete from audit where seq = 2", 2);
    }

    private void assertBroken(String tampering, long firstBroken) {
        database.write(tx -> tx.update(tampering));
        assertEquals(
                firstBroken == 0 ? Optional.empty() : Optional.of(firstBroken),
                access.firstBrokenRow());
    }

    @Test
    void noTokenCoversMoreThanItGrants() { // minting above oneself, D-21
        List<Permissions> all =
                List.of(
                        Permissions.full(),
                        Permissions.readonly(),
                        Permissions.nothing(),
                        new Permissions.Custom(Map.of("docker", Level.READ)),
                        new Permissions.Custom(Map.of("docker", Level.WRITE)),
                        new Permissions.Custom(Map.of("auth", Level.WRITE)),
                        new Permissions.Custom(
                                Map.of("registry", Level.READ, "docker", Level.NONE)));
        for (Permissions upper : all) {
            for (Permissions lower : all) {
                boolean subset =
                        Resource.ALL.stream()
                                        .allMatch(r ->
                                                List.of(Level.READ, Level.WRITE).stream()
                                                        .allMatch(l ->
                                                                !lower.allows(r, l)
                                                                        || upper.allows(r, l)))
                                && (upper instanceof Permissions.Full
                                        || !(lower instanceof Permissions.Full));
                assertEquals(subset, upper.covers(lower), upper + " over " + lower);
            }
        }
        assertTrue(Permissions.full().covers(Permissions.full()));
    }
}
