package mos.token.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import mos.token.figure.Figure;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;

/// The database of one node: SQLite in the data directory, many readers and one writer.
///
/// The writer waits behind a fair Java lock, never in SQLite's `busy_timeout`: waiting in native
/// code holds the carrier of a virtual thread, and with it everything else that runs there.
public final class Database implements AutoCloseable {
    private static final int READERS = 4;

    private final HikariDataSource readers;
    private final HikariDataSource writer;
    private final Jdbi reading;
    private final Jdbi writing;
    private final ReentrantLock gate = new ReentrantLock(true);
    private final BooleanSupplier onEventLoop;
    private final LongAdder writes = new LongAdder();
    private final LongAdder writeNanos = new LongAdder();

    private Database(
            HikariDataSource readers, HikariDataSource writer, BooleanSupplier onEventLoop) {
        this.readers = readers;
        this.writer = writer;
        this.reading = jdbi(readers);
        this.writing = jdbi(writer);
        this.onEventLoop = onEventLoop;
    }

    /// Opens `token.db` in the data directory, made for its owner alone when missing, and brings
    /// its schema up to date.
    ///
    /// @param onEventLoop whether the current thread is an event loop, where every use is refused
    /// @throws SchemaProblem when the file cannot be used, or its schema is newer than this program
    ///   or was changed by hand
    public static Database open(Path dataDirectory, BooleanSupplier onEventLoop) {
        Path file = dataDirectory.resolve("token.db");
        makePrivate(file);
        HikariDataSource writer = firstPool(file);
        HikariDataSource readers = null;
        try {
            Schema.migrate(writer);
            readers = pool(file, READERS, true);
            return new Database(readers, writer, onEventLoop);
        } catch (RuntimeException e) {
            writer.close();
            if (readers != null) {
                readers.close();
            }
            throw e;
        }
    }

    /// Runs `work` on a consistent view of the database.
    public <T> T read(Work<Query, T> work) {
        refuseOnEventLoop();
        return reading.inTransaction(handle -> work.run(new Session(handle)));
    }

    /// Runs `work` as the only writer and commits it; what it throws rolls it back and comes out.
    /// What an action after the commit throws comes out too, once all of them have run.
    public <T> T write(Work<Transaction, T> work) {
        refuseOnEventLoop();
        if (gate.isHeldByCurrentThread()) {
            throw new IllegalStateException("a write inside a write would commit on its own");
        }
        gate.lock();
        long began = System.nanoTime();
        try {
            List<Runnable> afterCommit = new ArrayList<>();
            T result = writing.inTransaction(handle -> work.run(new Session(handle, afterCommit)));
            runAll(afterCommit);
            return result;
        } finally {
            writes.increment();
            writeNanos.add(System.nanoTime() - began);
            gate.unlock();
        }
    }

    /// How much was written.
    public List<Figure> figures() {
        return List.of(
                Figure.Counter.of(
                        "mos_token_database_writes_total",
                        "Transactions of the one writer, also those that were rolled back",
                        writes::sum),
                Figure.Counter.of(
                        "mos_token_database_write_seconds_total",
                        "Time in those transactions, without the wait for the turn",
                        () -> writeNanos.sum() / 1e9));
    }

    /// Waits for the writer and closes.
    @Override
    public void close() {
        gate.lock();
        try {
            readers.close();
            try (Handle handle = writing.open()) {
                handle.execute("pragma wal_checkpoint(truncate)");
            }
        } finally {
            writer.close();
            gate.unlock();
        }
    }

    /// One that throws must not keep the others from following the commit: a revoked token would go
    /// on opening things.
    private static void runAll(List<Runnable> actions) {
        RuntimeException first = null;
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private void refuseOnEventLoop() {
        if (onEventLoop.getAsBoolean()) {
            throw new IllegalStateException("the database was asked on an event loop");
        }
    }

    private static Jdbi jdbi(HikariDataSource source) {
        Jdbi jdbi = Jdbi.create(source);
        // By default exceptions, and so logs, repeat the values of the failed statement.
        jdbi.getConfig(StatementExceptions.class)
                .setMessageRendering(StatementExceptions.MessageRendering.NONE);
        return jdbi;
    }

    /// SQLite would make the file as the umask says; its `-wal` and `-shm` take over the mode.
    private static void makePrivate(Path file) {
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException _) {
            // made at an earlier start
        } catch (IOException e) {
            throw new SchemaProblem(
                    "%s cannot be made (%s): make the data directory writable for this user"
                            .formatted(file, e.getClass().getSimpleName()));
        }
    }

    /// The writer's pool: the first to see that the file is no database, or not ours to write.
    private static HikariDataSource firstPool(Path file) {
        try {
            return pool(file, 1, false);
        } catch (HikariPool.PoolInitializationException e) {
            throw new SchemaProblem(
                    "%s cannot be opened (%s): restore a backup, or move it away to begin anew"
                            .formatted(
                                    file,
                                    e.getCause() == null
                                            ? e.getMessage()
                                            : e.getCause().getMessage()));
        }
    }

    private static HikariDataSource pool(Path file, int size, boolean readOnly) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(readOnly ? "readers" : "writer");
        config.setJdbcUrl("jdbc:sqlite:" + file);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(readOnly ? 1 : size);
        config.setIdleTimeout(0);
        config.setMaxLifetime(0);
        config.addDataSourceProperty("foreign_keys", "true");
        config.addDataSourceProperty("journal_mode", "WAL");
        config.addDataSourceProperty("synchronous", "FULL");
        // Only another program could hold the lock; it gets a moment, then the error is told.
        config.addDataSourceProperty("busy_timeout", "2000");
        if (!readOnly) {
            config.addDataSourceProperty("transaction_mode", "IMMEDIATE");
        }
        return new HikariDataSource(config);
    }
}
