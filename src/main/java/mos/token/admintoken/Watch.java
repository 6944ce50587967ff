package mos.token.admintoken;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
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

    /// How many tokens are written in one transaction: others wait for the writer meanwhile.
    private static final int BATCH = 1_000;

    private final Database database;
    private final TokenClock clock;
    private final UseLog uses;
    private final TokenNotices notices;
    private final DueScan due;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("token-watch").daemon().factory());

    /// What was taken out of memory and is not written yet.
    private List<UseLog.Taken> batch = List.of();

    private List<Stray> strays = List.of();

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
        lastTick =
                database.write(tx -> {
                    strays.forEach(stray -> notices.stray(tx, stray));
                    Instant wall = clock.wall();
                    notices.clock(tx, lastTick, wall, clock.now());
                    clock.save(tx);
                    return wall;
                });
        strays = List.of();
        Instant now = clock.now();
        // The time may have been taken back: then the next look is not where it was planned.
        if (!now.isBefore(nextScan) || nextScan.isAfter(now.plus(SCAN))) {
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
                tx.afterCommit(() -> batch.forEach(taken -> taken.entry().written()));
                return batch.size();
            });
            batch = List.of();
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

    @Override
    public void close() {
        timer.shutdownNow();
        tick();
    }
}
