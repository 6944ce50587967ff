package mos.token.admintoken;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import mos.token.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every 30 s writes what tokens did and the time that was reached; every hour looks for tokens
/// that will expire or lie idle. Raises the notices of all that.
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final int SECONDS = 30;
    private static final Duration SCAN = Duration.ofHours(1);

    /// How long a stop waits for the write that goes on, before it says so.
    private static final int STOP_SECONDS = 30;

    /// How many tokens are written in one transaction: others wait for the writer meanwhile.
    private static final int BATCH = 1_000;

    private final Database database;
    private final TokenClock clock;
    private final UseLog uses;
    private final TokenNotices notices;
    private final DueScan due;

    /// Discards what comes after the stop, whose last look writes it: a check must not fail then.
    private final ScheduledExecutorService timer =
            new ScheduledThreadPoolExecutor(
                    1,
                    Thread.ofPlatform().name("token-watch").daemon().factory(),
                    new ThreadPoolExecutor.DiscardPolicy());

    /// What was taken out of memory and is not written yet.
    private List<UseLog.Taken> batch = List.of();

    private List<Stray> strays = List.of();

    /// The time by which tokens lived at the last look.
    private Instant lastTick;

    private Instant nextScan = Instant.MIN;

    Watch(Database database, TokenClock clock, UseLog uses, TokenNotices notices, DueScan due) {
        this.database = database;
        this.clock = clock;
        this.uses = uses;
        this.notices = notices;
        this.due = due;
        this.lastTick = clock.saved();
        uses.onFull(() -> timer.execute(this::tickQuietly));
        // The first one soon: whatever expired while the service was off is told at once.
        var _ = timer.scheduleWithFixedDelay(this::tickQuietly, 1, SECONDS, TimeUnit.SECONDS);
    }

    /// Writes and looks now.
    synchronized void tick() {
        writeUses();
        if (strays.isEmpty()) {
            strays = uses.takeStrays();
        }
        boolean trusted =
                database.write(tx -> {
                    strays.forEach(stray -> notices.stray(tx, stray));
                    tx.afterCommit(() -> strays = List.of());
                    Instant reached = clock.now();
                    notices.clock(tx, lastTick, clock.wall(), reached);
                    clock.save(tx);
                    tx.afterCommit(() -> lastTick = reached);
                    return clock.trusted(tx);
                });
        Instant now = clock.now();
        // The time may have been taken back: then the next look is not where it was planned.
        boolean due = !now.isBefore(nextScan) || nextScan.isAfter(now.plus(SCAN));
        // By a time that is wrong it would tell what is not so, and forget what is still wanted.
        if (due && trusted) {
            scan(now);
            nextScan = now.plus(SCAN);
        }
    }

    /// Writes what waits now: tokens that are used again meanwhile wait for the next time, else a
    /// busy service would write all the time.
    private void writeUses() {
        for (int left = uses.waiting(); left > 0 || !batch.isEmpty(); left -= BATCH) {
            if (batch.isEmpty()) {
                batch = uses.take(Math.min(left, BATCH));
            }
            database.write(tx -> {
                UseBatch.write(tx, batch).forEach(used -> notices.used(tx, used));
                tx.afterCommit(() -> {
                    batch.forEach(taken -> taken.entry().written());
                    batch = List.of(); // whatever fails from here on, nothing is written twice
                });
                return batch.size();
            });
        }
    }

    private void scan(Instant now) {
        due.run(now);
        database.write(tx -> {
            UseRows.prune(tx, now);
            return now;
        });
    }

    private void tickQuietly() {
        try {
            tick();
        } catch (RuntimeException e) {
            // The timer must live on; what was not written stays for the next round.
            LOG.warn("what admin tokens did could not be written: {}", e.getMessage());
        }
    }

    /// Lets a write that goes on finish, since one that is broken off may have been committed or
    /// not; then writes the rest.
    @Override
    public void close() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a write of what admin tokens did takes longer than {} s", STOP_SECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the rest is written all the same
        }
        tick();
    }
}
