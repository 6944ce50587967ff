package mos.token.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import mos.token.keys.Keys;
import mos.token.store.Database;
import mos.token.testkit.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The walk along the chain, looked at between its pauses.
class AuditCheckTest {
    private static final int ROWS = 4_500;

    /// It takes five pauses.
    private static final int PAUSES = 4;

    @TempDir Path directory;
    Database database;
    AuditLog log;

    @BeforeEach
    void open() {
        Clock clock = Clock.systemUTC();
        database = Database.open(directory, () -> false);
        Keys keys = Keys.open(database, directory.resolve("master.key"), new SecureRandom(), clock);
        log = new AuditLog(keys, clock);
        append(ROWS);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void append(int rows) {
        Caller owner = new Caller.Local("127.0.0.1");
        database.write(tx -> {
            for (int i = 0; i < rows; i++) {
                log.append(tx, AuditLog.Entry.of(owner, "test", Integer.toString(i), ""));
            }
            return rows;
        });
    }

    /// A check that were one long read would not see what happens to the rows before it.
    @Test
    void eachPageIsAReadOfItsOwn() {
        AtomicInteger pauses = new AtomicInteger();
        AuditCheck check =
                new AuditCheck(
                        database,
                        log,
                        () -> {
                            if (pauses.incrementAndGet() == 2) {
                                database.write(
                                        tx -> tx.update("delete from audit where seq = 4000"));
                            }
                        });
        assertEquals(new AuditChain.Broken(4_000), check.run());
        assertEquals(PAUSES, pauses.get());
    }

    /// Rows that come meanwhile are for the next check: a busy trail does not keep one for ever.
    @Test
    void itEndsAtTheNewestRowOfItsBeginning() {
        AtomicInteger pauses = new AtomicInteger();
        AuditCheck check =
                new AuditCheck(
                        database,
                        log,
                        () -> {
                            pauses.incrementAndGet();
                            append(2_000);
                        });
        assertEquals(new AuditChain.Intact(ROWS), check.run());
        assertEquals(PAUSES, pauses.get());
    }

    @Test
    void whoAsksMeanwhileWaitsForTheOneUnderWay() throws Exception {
        AtomicInteger pauses = new AtomicInteger();
        AtomicReference<AuditCheck> check = new AtomicReference<>();
        List<Thread> waiting = new ArrayList<>();
        List<Future<AuditChain>> others = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newCachedThreadPool(work -> {
                    Thread thread = new Thread(work);
                    waiting.add(thread);
                    return thread;
                })) {
            check.set(
                    new AuditCheck(
                            database,
                            log,
                            () -> {
                                if (pauses.incrementAndGet() == 1) {
                                    for (int i = 0; i < 8; i++) {
                                        others.add(threads.submit(() -> check.get().run()));
                                    }
                                    Eventually.within(
                                            Duration.ofSeconds(20),
                                            () ->
                                                    waiting.stream()
                                                            .allMatch(t ->
                                                                    t.getState()
                                                                            == Thread.State
                                                                                    .WAITING));
                                }
                            }));
            AuditChain found = check.get().run();
            assertEquals(8, others.size());
            for (Future<AuditChain> other : others) {
                assertSame(found, other.get());
            }
        }
        assertEquals(PAUSES, pauses.get());
        // The next one is a check of its own.
        assertTrue(check.get().run() instanceof AuditChain.Intact);
        assertEquals(2 * PAUSES, pauses.get());
    }
}
