package mos.token.access;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import mos.token.store.Database;
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

    private AuditChain walk() {
        long newest = database.read(AuditReader::newest);
        AuditLog.Link reached = AuditLog.BEFORE_THE_FIRST;
        while (reached.seq() < newest) {
            AuditLog.Link from = reached;
            reached = database.read(query -> log.follow(query, from, newest));
            if (reached.seq() == from.seq()) {
                return new AuditChain.Broken(from.seq() + 1);
            }
            betweenPages.run();
        }
        return new AuditChain.Intact(newest);
    }
}
