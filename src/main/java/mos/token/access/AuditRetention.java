package mos.token.access;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import mos.token.store.Database;
import mos.token.store.Query;
import mos.token.store.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes audit rows that are older than the owner wants to keep, at its start and once a day.
/// Only rows that follow from one another go: what somebody tampered with stays as evidence.
final class AuditRetention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditRetention.class);

    /// How many rows go in one transaction: others wait for the writer meanwhile.
    private static final int BATCH = 5_000;

    private final Access access;
    private final Database database;
    private final AuditLog log;
    private final Duration kept;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("audit-retention").daemon().factory());

    AuditRetention(Access access, Database database, AuditLog log, Duration kept) {
        this.access = access;
        this.database = database;
        this.log = log;
        this.kept = kept;
        var _ = timer.scheduleWithFixedDelay(this::sweepQuietly, 0, 1, TimeUnit.DAYS);
    }

    /// @param before the anchor, from which the first row follows
    /// @param last the last row to remove
    /// @param until the moment before which rows are too old
    private record Batch(AuditLog.Link before, AuditLog.Link last, Instant until) {}

    private void sweep() {
        // Once, before rows are written that tell of removals: these have the time of the clock.
        Instant until = database.read(this::until);
        Batch batch = database.read(query -> next(query, until));
        while (batch.last().seq() > batch.before().seq() && !timer.isShutdown()) {
            remove(batch);
            batch = database.read(query -> next(query, until));
        }
    }

    /// Age is counted from the newest row: a clock that leapt ahead removes nothing before the next
    /// day.
    private Instant until(Query query) {
        return query.row("select at from audit order by seq desc limit 1")
                .map(row -> row.time("at").minus(kept))
                .orElse(Instant.EPOCH);
    }

    /// The oldest rows, as far as they are too old and follow from one another.
    private Batch next(Query query, Instant until) {
        AuditLog.Link anchor = log.anchor(query);
        long old = anchor.seq();
        for (Row row :
                query.rows(
                        "select seq, at from audit where seq > ? order by seq limit ?",
                        anchor.seq(),
                        BATCH)) {
            if (!row.time("at").isBefore(until)) {
                break;
            }
            old = row.number("seq");
        }
        AuditLog.Link last = anchor;
        AuditLog.Link next = log.follow(query, last, old);
        while (next.seq() > last.seq()) {
            last = next;
            next = log.follow(query, last, old);
        }
        if (last.seq() < old) {
            LOG.warn(
                    "audit row {} does not follow from the one before it: it and what came after"
                            + " are kept, however old; see 'mos-token audit verify'",
                    last.seq() + 1);
        }
        return new Batch(anchor, last, until);
    }

    /// The row that tells of it is written first: so there is always one to go on from.
    private void remove(Batch batch) {
        access.change(
                new Caller.Product(),
                Resource.AUDIT,
                "audit.remove",
                change -> {
                    change.audited(
                            "",
                            "rows %d to %d, from before %s"
                                    .formatted(
                                            batch.before().seq() + 1,
                                            batch.last().seq(),
                                            batch.until()));
                    log.removeTo(change, batch.last());
                    return batch;
                });
    }

    private void sweepQuietly() {
        try {
            sweep();
        } catch (RuntimeException e) {
            // The timer must live on; what was not removed is the next day.
            LOG.warn("old audit rows could not be removed: {}", e.getMessage());
        }
    }

    /// Waits for the batch under way.
    @Override
    public void close() {
        timer.close();
    }
}
