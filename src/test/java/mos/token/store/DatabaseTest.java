package mos.token.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    @TempDir Path directory;

    @Test
    void keepsEveryTypeAndOpensAgain() {
        Instant now = Instant.ofEpochMilli(1_795_467_103_653L);
        try (Database database = open()) {
            insert(database, "dig", now);
        }
        try (Database database = open()) {
            Row row = database.read(q -> q.row("select * from keyset")).orElseThrow();
            assertEquals("dig", row.text("purpose"));
            assertEquals(3, row.bytes("sealed").length);
            assertEquals(now, row.time("created_at"));
        }
    }

    @Test
    void whatThrowsIsRolledBackAndTellsNobody() {
        try (Database database = open()) {
            AtomicBoolean told = new AtomicBoolean();
            assertThrows(
                    ArithmeticException.class,
                    () ->
                            database.write(tx -> {
                                tx.update(INSERT, "a", new byte[1], Instant.EPOCH);
                                tx.afterCommit(() -> told.set(true));
                                throw new ArithmeticException();
                            }));
            assertTrue(database.read(q -> q.rows("select * from keyset")).isEmpty());
            assertTrue(!told.get());
        }
    }

    @Test
    void manyWritersLoseNothingAndCommitsAreToldInOrder() throws Exception {
        try (Database database = open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Long> told = new ArrayList<>();
            var writes = new ArrayList<java.util.concurrent.Future<?>>();
            for (int i = 0; i < 200; i++) {
                writes.add(
                        threads.submit(() ->
                                database.write(tx -> {
                                    long n =
                                            tx.row("select count(*) n from keyset")
                                                    .orElseThrow()
                                                    .number("n");
                                    tx.afterCommit(() -> told.add(n));
                                    return tx.update(INSERT, "p" + n, new byte[1], Instant.EPOCH);
                                })));
            }
            for (var write : writes) {
                write.get();
            }
            for (int i = 0; i < 200; i++) {
                assertEquals(i, told.get(i));
            }
        }
    }

    @Test
    void isRefusedOnAnEventLoop() {
        AtomicBoolean onLoop = new AtomicBoolean();
        try (Database database = Database.open(directory, onLoop::get)) {
            onLoop.set(true);
            assertThrows(
                    IllegalStateException.class, () -> database.read(q -> q.rows("select 1 x")));
            onLoop.set(false);
        }
    }

    @Test
    void aSchemaFromTheFutureIsRefusedAndKept() throws Exception {
        try (Database database = open()) {
            database.write(tx ->
                    tx.update(
                            "insert into schema_version (installed_rank, version, description,"
                                    + " type, script, checksum, installed_by, execution_time,"
                                    + " success) values (99, '99', 'later', 'SQL',"
                                    + " 'V99__later.sql', 1, 'x', 1, 1)"));
        }
        byte[] before = Files.readAllBytes(directory.resolve("token.db"));
        SchemaProblem problem = assertThrows(SchemaProblem.class, this::open);
        assertTrue(problem.getMessage().contains("newer"), problem.getMessage());
        assertEquals(before.length, Files.size(directory.resolve("token.db")));
    }

    @Test
    void theSchemaConstantNamesTheNewestScript() throws Exception {
        try (var scripts = Files.list(Path.of("src/main/resources/db/migration"))) {
            String newest =
                    scripts.map(p -> p.getFileName().toString())
                            .map(n -> n.substring(1, n.indexOf("__")))
                            .max(java.util.Comparator.comparingInt(Integer::parseInt))
                            .orElseThrow();
            assertEquals(newest, Schema.CURRENT);
        }
    }

    /// A replica in memory that fails must not keep the others from hearing of the commit.
    @Test
    void aListenerThatThrowsStopsNoOther() {
        try (Database database = open()) {
            AtomicBoolean told = new AtomicBoolean();
            assertThrows(
                    ArithmeticException.class,
                    () ->
                            database.write(tx -> {
                                tx.afterCommit(() -> {
                                    throw new ArithmeticException();
                                });
                                tx.afterCommit(() -> told.set(true));
                                return tx.update(INSERT, "a", new byte[1], Instant.EPOCH);
                            }));
            assertTrue(told.get());
            assertEquals(1, database.read(q -> q.rows("select * from keyset")).size());
        }
    }

    /// D-9: what was to be kept does not come out by the error.
    @Test
    void anErrorDoesNotRepeatTheValues() {
        try (Database database = open()) {
            insert(database, "a signed address", Instant.EPOCH);
            for (String sql : List.of(INSERT, INSERT.replace("keyset", "nothing"))) {
                RuntimeException e =
                        assertThrows(
                                RuntimeException.class,
                                () ->
                                        database.write(tx ->
                                                tx.update(
                                                        sql,
                                                        "a signed address",
                                                        new byte[1],
                                                        Instant.EPOCH)));
                StringWriter trace = new StringWriter();
                e.printStackTrace(new PrintWriter(trace));
                assertFalse(trace.toString().contains("a signed address"), trace.toString());
            }
        }
    }

    /// D-4: whatever the mode of a directory that was there before.
    @Test
    void everyFileIsItsOwnersAlone() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Database database = open()) {
            insert(database, "dig", Instant.EPOCH);
            try (var files = Files.list(directory)) {
                List<Path> all = files.toList();
                assertTrue(all.size() > 1, all.toString());
                for (Path file : all) {
                    assertEquals(
                            "rw-------",
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                            file.toString());
                }
            }
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndKept() throws Exception {
        Path file = directory.resolve("token.db");
        byte[] garbage =
                "this was a database once ".repeat(500).getBytes(StandardCharsets.US_ASCII);
        Files.write(file, garbage);
        SchemaProblem problem = assertThrows(SchemaProblem.class, this::open);
        assertTrue(problem.getMessage().contains("restore a backup"), problem.getMessage());
        assertArrayEquals(garbage, Files.readAllBytes(file));
    }

    private static final String INSERT =
            "insert into keyset (purpose, sealed, created_at) values (?, ?, ?)";

    private Database open() {
        return Database.open(directory, () -> false);
    }

    private static void insert(Database database, String purpose, Instant at) {
        database.write(tx -> tx.update(INSERT, purpose, new byte[] {1, 2, 3}, at));
    }
}
