package mos.token.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import mos.token.keys.Keys;
import mos.token.store.Database;
import mos.token.store.Query;
import mos.token.store.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditReaderTest {
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

    /// The way of every select is along the numbers: no scan of the table, and nothing is sorted.
    @Test
    void noPageIsReadThroughTheWholeTable() {
        AuditFilter all =
                new AuditFilter(
                        "a*", "c", "s", "token", "192.0.2.7", Instant.EPOCH, Instant.EPOCH, "t");
        for (AuditFilter filter : List.of(AuditFilter.NONE, all)) {
            for (boolean oldestFirst : List.of(true, false)) {
                List<String> plan = new ArrayList<>();
                database.read(query ->
                        new AuditSelect(filter, oldestFirst)
                                .rows(new Explaining(query, plan), 1, 100, 10));
                assertEquals(1, plan.size(), plan::toString);
                assertTrue(
                        plan.getFirst()
                                .matches("SEARCH audit USING INDEX \\S+ \\(seq>\\? AND seq<\\?\\)"),
                        plan::toString);
            }
        }
    }

    /// Rows far apart are found over many slices, from both ends.
    @Test
    void rareRowsAreFoundHoweverFarApart() {
        access.change(
                OWNER,
                Resource.AUTH,
                "test",
                change -> {
                    for (int i = 1; i <= 45_000; i++) {
                        change.audited(i % 20_000 == 1 ? "rare" : "usual", "");
                    }
                    return true;
                });
        AuditFilter rare = new AuditFilter(null, null, "rare", null, null, null, null, null);
        assertEquals(List.of(40_001L, 20_001L, 1L), numbers(rare, null, null, 10));
        assertEquals(List.of(1L, 20_001L, 40_001L), numbers(rare, null, 0L, 10));
        assertEquals(List.of(40_001L), numbers(rare, null, 20_001L, 10));
        assertEquals(List.of(1L), numbers(rare, 20_001L, null, 10));
        assertTrue(access.audit(OWNER, new AuditQuery(rare, null, null, 2)).more());
        // The list and the check are rows themselves.
        assertEquals(new AuditChain.Intact(45_002), access.verifyAudit(OWNER));
    }

    private List<Long> numbers(
            AuditFilter filter, @Nullable Long before, @Nullable Long after, int limit) {
        AuditPage page = access.audit(OWNER, new AuditQuery(filter, before, after, limit));
        assertFalse(page.more());
        return page.rows().stream().map(AuditRow::seq).toList();
    }

    /// Asks the database for its plan instead of rows.
    private record Explaining(Query query, List<String> plan) implements Query {
        @Override
        public List<Row> rows(String sql, @Nullable Object... parameters) {
            query.rows("explain query plan " + sql, parameters)
                    .forEach(row -> plan.add(row.text("detail")));
            return List.of();
        }

        @Override
        public void each(String sql, Consumer<Row> use, @Nullable Object... parameters) {
            throw new AssertionError("every row was asked for");
        }

        @Override
        public Optional<Row> row(String sql, @Nullable Object... parameters) {
            throw new AssertionError("one row was asked for");
        }
    }
}
