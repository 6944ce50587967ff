package mos.token.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import mos.token.keys.Keys;
import mos.token.store.Database;
import mos.token.store.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A million refusals at once, from everywhere and for every reason.
@Timeout(120)
class FloodTest {
    private static final int THREADS = 4;
    private static final int EACH = 250_000;

    /// A thousand kinds, one row for the rest, and whoever of the others found room at that moment.
    private static final int MOST_ROWS = 1_001 + THREADS;

    @TempDir Path directory;

    @Test
    void noChangeIsLostInAFloodAndEveryRefusalIsCounted() throws Exception {
        Clock clock = Clock.systemUTC();
        try (Database database = Database.open(directory, () -> false)) {
            Keys keys =
                    Keys.open(database, directory.resolve("master.key"), new SecureRandom(), clock);
            try (Access access = new Access(database, keys, clock)) {
                List<Future<?>> flood = flood(i -> refuse(access, i));
                for (int i = 0; i < 100; i++) {
                    String subject = "change " + i;
                    access.change(
                            new Caller.Product(),
                            Resource.AUTH,
                            "test",
                            change -> {
                                change.audited(subject, "");
                                return subject;
                            });
                }
                for (Future<?> thread : flood) {
                    thread.get();
                }
            }
            Keys again =
                    Keys.open(database, directory.resolve("master.key"), new SecureRandom(), clock);
            try (Access access = new Access(database, again, clock)) {
                assertEquals(Optional.empty(), access.firstBrokenRow());
            }
            assertEquals(
                    100,
                    database.read(q -> q.rows("select seq from audit where action = 'test'"))
                            .size());
            List<Row> refused =
                    database.read(q -> q.rows("select * from audit where action = 'refused'"));
            assertEquals(
                    THREADS * EACH, refused.stream().mapToLong(r -> times(r.text("detail"))).sum());
        }
    }

    @Test
    void noRoundWritesMoreThanAThousandKindsAndTheRest() throws Exception {
        List<List<AuditLog.Entry>> rounds = new ArrayList<>();
        try (Tally tally = new Tally(rounds::add)) {
            for (Future<?> thread : flood(i -> tally.count(entry(i)))) {
                while (!thread.isDone()) {
                    tally.flush();
                }
                thread.get();
            }
        }
        rounds.forEach(round -> assertTrue(round.size() <= MOST_ROWS, "rows: " + round.size()));
        assertEquals(THREADS * EACH, total(rounds));
    }

    @Test
    void aDatabaseThatIsAwayForLongMakesNothingGrow() {
        AtomicBoolean away = new AtomicBoolean(true);
        List<List<AuditLog.Entry>> rounds = new ArrayList<>();
        int[] next = {0};
        try (Tally tally = tally(away, rounds, next)) {
            for (int round = 0; round < 20; round++) {
                assertThrows(IllegalStateException.class, tally::flush);
            }
            away.set(false);
        }
        assertEquals(1, rounds.size());
        assertTrue(rounds.getFirst().size() <= MOST_ROWS, "rows: " + rounds.getFirst().size());
        assertEquals(next[0], total(rounds));
    }

    /// Two thousand refusals come in while each try to write fails.
    private static Tally tally(AtomicBoolean away, List<List<AuditLog.Entry>> rounds, int[] next) {
        Tally[] self = new Tally[1];
        self[0] =
                new Tally(entries -> {
                    if (!away.get()) {
                        rounds.add(entries);
                        return;
                    }
                    for (int i = 0; i < 2_000; i++) {
                        self[0].count(entry(next[0]++));
                    }
                    throw new IllegalStateException("the database is away");
                });
        self[0].count(entry(next[0]++));
        return self[0];
    }

    private static List<Future<?>> flood(IntConsumer one) {
        List<Future<?>> started = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        for (int t = 0; t < THREADS; t++) {
            int first = t * EACH;
            started.add(
                    threads.submit(() -> {
                        for (int i = first; i < first + EACH; i++) {
                            one.accept(i);
                        }
                    }));
        }
        threads.shutdown();
        return started;
    }

    private static void refuse(Access access, int i) {
        access.refused("need " + i % 3, "reason " + i % 7, "token " + i % 11, address(i));
    }

    private static AuditLog.Entry entry(int i) {
        return AuditLog.Entry.refused("need " + i % 3, "reason " + i % 7, "", address(i));
    }

    private static String address(int i) {
        return "%d.%d.%d.1".formatted(i / 65_536 + 1, i / 256 % 256, i % 256);
    }

    private static long total(List<List<AuditLog.Entry>> rounds) {
        return rounds.stream().flatMap(List::stream).mapToLong(e -> times(e.detail())).sum();
    }

    private static long times(String detail) {
        return Long.parseLong(detail.replaceFirst("^.*, (\\d+) times$", "$1"));
    }
}
