package mos.token.quota;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import mos.token.store.Database;
import mos.token.store.Query;
import mos.token.store.Work;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every minute writes what was read and counted, when there is something, and tells of quotas that
/// run out; every hour removes what is old.
final class Recorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final int SECONDS = 60;
    private static final Duration PRUNED = Duration.ofHours(1);

    /// How many minutes' samples are removed in one transaction: others wait for the writer.
    private static final int BATCH = 10;

    private final Database database;
    private final Readings readings;
    private final Savings savings;
    private final LowNotices notices;
    private final Clock clock;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("quota-recorder").daemon().factory());
    private Instant nextPrune = Instant.MIN;

    Recorder(
            Database database,
            Readings readings,
            Savings savings,
            LowNotices notices,
            Clock clock) {
        this.database = database;
        this.readings = readings;
        this.savings = savings;
        this.notices = notices;
        this.clock = clock;
        var _ = timer.scheduleWithFixedDelay(this::tickQuietly, 1, SECONDS, TimeUnit.SECONDS);
    }

    /// Reads while nothing is being written, so that no count is in the database and in memory too.
    synchronized <T> T read(Work<Query, T> work) {
        return database.read(work);
    }

    private synchronized void tick() {
        write();
        Instant now = clock.instant();
        // The clock may have been set back: then the next time is not where it was planned.
        if (!now.isBefore(nextPrune) || nextPrune.isAfter(now.plus(PRUNED))) {
            prune(now);
            nextPrune = now.plus(PRUNED);
        }
    }

    private void write() {
        List<Readings.Quota> live = readings.live();
        List<Readings.Quota> departed = readings.departed();
        List<LowNotices.Step> steps = notices.steps(live, clock.instant());
        boolean read = live.stream().anyMatch(quota -> !quota.recent().unwritten().isEmpty());
        if (!read && departed.isEmpty() && steps.isEmpty() && !savings.waiting()) {
            return;
        }
        database.write(tx -> {
            for (List<Readings.Quota> quotas : List.of(live, departed)) {
                for (Readings.Quota quota : quotas) {
                    List<QuotaReading> unwritten = quota.recent().unwritten();
                    if (!unwritten.isEmpty()) {
                        SampleRows.write(tx, quota.key(), unwritten);
                        Instant until = unwritten.getLast().observedAt();
                        tx.afterCommit(() -> quota.recent().wrote(until));
                    }
                }
            }
            savings.write(tx);
            steps.forEach(step -> notices.take(tx, step));
            departed.forEach(quota -> notices.gone(tx, quota.key()));
            tx.afterCommit(() -> readings.settled(departed));
            return departed;
        });
    }

    private void prune(Instant now) {
        long first = Recent.minute(now.minus(QuotaQuery.LONGEST));
        for (Optional<Long> oldest = database.read(SampleRows::oldest);
                oldest.filter(minute -> minute < first).isPresent();
                oldest = database.read(SampleRows::oldest)) {
            long end = Math.min(first, oldest.get() + BATCH);
            database.write(tx -> {
                SampleRows.removeBefore(tx, end);
                return end;
            });
        }
        database.write(tx -> {
            Savings.prune(tx, now);
            return now;
        });
    }

    private void tickQuietly() {
        try {
            tick();
        } catch (RuntimeException e) {
            // The timer must live on; what was not written stays for the next round.
            LOG.warn("what was read of quotas could not be written: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        tick();
    }
}
