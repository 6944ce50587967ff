package mos.token.access;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import mos.token.store.Database;
import mos.token.store.Query;
import org.jspecify.annotations.Nullable;

/// Checks the chain of the audit rows. Each page is a read of its own, so that a long chain keeps
/// none of the few readers from others, and there is one check at a time: whoever asks meanwhile
/// gets the outcome of the one under way.
final class AuditCheck {
    private final Database database;
    private final AuditLog log;
    private final Runnable betweenPages;
    private final AtomicReference<@Nullable CompletableFuture<AuditChain>> underWay =
            new AtomicReference<>();

    /// @param betweenPages what to do after each page, while no reader is held
    AuditCheck(Database database, AuditLog log, Runnable betweenPages) {
        this.database = database;
        this.log = log;
        this.betweenPages = betweenPages;
    }

    /// Checks the rows up to the newest one now.
    AuditChain run() {
        var mine = new CompletableFuture<AuditChain>();
        CompletableFuture<AuditChain> other = underWay.compareAndExchange(null, mine);
        if (other != null) {
            return other.join();
        }
        try {
            AuditChain found = walk();
            mine.complete(found);
            return found;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            underWay.set(null);
        }
    }

    /// @param start what the next row had to follow from
    /// @param end the last row that follows
    private record Step(AuditLog.Link start, AuditLog.Link end) {}

    private AuditChain walk() {
        long newest = database.read(AuditReader::newest);
        AuditLog.Link reached = AuditLog.BEFORE_THE_FIRST;
        long rows = 0;
        while (true) {
            AuditLog.Link from = reached;
            Step step = database.read(query -> step(query, from, newest));
            reached = step.end();
            rows += reached.seq() - step.start().seq();
            if (reached.seq() >= newest) {
                return new AuditChain.Intact(rows);
            }
            if (reached.seq() == step.start().seq()) {
                return new AuditChain.Broken(reached.seq() + 1);
            }
            betweenPages.run();
        }
    }

    /// What was removed for its age meanwhile needs no look: it was looked at then.
    private Step step(Query query, AuditLog.Link from, long newest) {
        AuditLog.Link anchor = log.anchor(query);
        AuditLog.Link start = anchor.seq() > from.seq() ? anchor : from;
        return new Step(start, log.follow(query, start, newest));
    }
}
