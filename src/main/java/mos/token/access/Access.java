package mos.token.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import mos.token.figure.Figure;
import mos.token.keys.Keys;
import mos.token.store.Database;
import mos.token.store.Row;
import mos.token.store.Transaction;
import mos.token.store.Work;
import org.jspecify.annotations.Nullable;

/// The only door to what is protected: checks the caller and writes the audit row in one act. What
/// cannot be audited does not happen.
public final class Access implements AutoCloseable {
    private static final Duration SAME_READ = Duration.ofMinutes(1);
    private static final int MOST_READS = 1_000;

    private final Database database;
    private final AuditLog log;
    private final AuditReader reader;
    private final AuditCheck check;
    private final Tally tally;
    private final LongAdder refusals = new LongAdder();

    /// The reads of the last minute; of each there is a row already.
    private final Cache<AuditLog.Entry, Boolean> recentReads;

    private final List<RefusalListener> refusalListeners = new CopyOnWriteArrayList<>();
    private @Nullable AuditRetention retention;
    private final List<Standing> standings = new CopyOnWriteArrayList<>();

    /// Opens the audit log of this database.
    public Access(Database database, Keys keys, Clock clock) {
        this.database = database;
        this.log = new AuditLog(keys, clock);
        this.reader = new AuditReader(database);
        // Nothing takes the processor from a virtual thread: a long check lets others through.
        this.check = new AuditCheck(database, log, Thread::yield);
        this.tally = new Tally(this::appendAll);
        this.recentReads =
                Caffeine.newBuilder()
                        .maximumSize(MOST_READS)
                        .expireAfterWrite(SAME_READ)
                        .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                        .build();
    }

    /// Asks `standing` too, before every change: who was let in may have lost it since.
    public void judgeChangesBy(Standing standing) {
        standings.add(standing);
    }

    /// Refuses a caller whose permissions do not reach.
    ///
    /// @throws Denied when `level` on `resource` is not granted
    public void require(Caller caller, Resource resource, Level level) {
        require(caller, caller.permissions(), new Demand.On(resource, level));
    }

    /// Changes something protected: needs `write` on the resource, still at the moment of the
    /// change, and commits only with an audit row.
    ///
    /// @param action a short stable word such as `admin-token.create`
    /// @throws Denied when the caller may not
    /// @throws CallerEnded when what was behind the caller has ended
    public <T> T change(Caller caller, Resource resource, String action, Work<Change, T> work) {
        require(caller, resource, Level.WRITE);
        return write(caller, new Demand.On(resource, Level.WRITE), action, work);
    }

    /// A change that any caller may make to what is their own, whatever their permissions; commits
    /// only with an audit row.
    ///
    /// @throws CallerEnded when what was behind the caller has ended
    public <T> T changeOwn(Caller caller, String action, Work<Change, T> work) {
        return write(caller, new Demand.Nothing(), action, work);
    }

    private <T> T write(Caller caller, Demand demand, String action, Work<Change, T> work) {
        return database.write(tx -> {
            requireStill(caller, demand);
            AuditedChange change = new AuditedChange(tx, caller, action);
            T result = work.run(change);
            if (!change.audited) {
                throw new IllegalStateException(action + " wrote no audit row");
            }
            return result;
        });
    }

    private void requireStill(Caller caller, Demand demand) {
        require(caller, caller.permissions(), demand);
        for (Standing standing : standings) {
            Optional<Permissions> held = standing.of(caller);
            if (held.isEmpty()) {
                refused(demand.text(), "ended meanwhile", caller.subject(), caller.address());
                throw new CallerEnded();
            }
            require(caller, held.get(), demand);
        }
    }

    private void require(Caller caller, Permissions held, Demand demand) {
        if (!demand.metBy(held)) {
            refused(demand.text(), "denied", caller.subject(), caller.address());
            throw new Denied(demand, held);
        }
    }

    /// Refuses a session, ours or MOS's, that signed in too long ago: what makes or hands out a
    /// secret needs a person who was there lately. Tokens prove themselves with every request.
    ///
    /// @throws SignInTooOld when the person must sign in again
    public void requireRecent(Caller caller) {
        if (caller instanceof Caller.Session session && !session.recent()) {
            throw tooOld(caller, SignInTooOld.HERE);
        }
        if (caller instanceof Caller.Mos mos && !mos.recent()) {
            throw tooOld(caller, SignInTooOld.AT_MOS);
        }
    }

    private SignInTooOld tooOld(Caller caller, String fix) {
        refused("recent sign-in", "signed in too long ago", caller.subject(), caller.address());
        return new SignInTooOld(fix);
    }

    /// Records a read of a protected list: the first one before it is shown. Whoever repeats it
    /// within a minute is counted, so that a page that polls does not fill the disk.
    public void seen(Caller caller, String action, String subject) {
        AuditLog.Entry first = AuditLog.Entry.of(caller, action, subject, "");
        if (recentReads.asMap().putIfAbsent(first, true) != null) {
            tally.count(AuditLog.Entry.of(caller, action, subject, "again"));
            return;
        }
        try {
            database.write(tx -> log.append(tx, first));
        } catch (RuntimeException e) {
            recentReads.invalidate(first);
            throw e;
        }
    }

    /// Counts a refusal. Cheap, in memory, safe on an event loop; rows are written every 30 s, one
    /// per need, reason, token and network.
    ///
    /// @param tokenId the refused token's id, or empty when it is not known
    public void refused(String need, String reason, String tokenId, String address) {
        refusals.increment();
        tally.count(AuditLog.Entry.refused(need, reason, tokenId, address));
        if (!tokenId.isEmpty()) {
            refusalListeners.forEach(listener -> listener.refused(tokenId, need, reason, address));
        }
    }

    /// Tells `listener` of every refusal whose token is known, at once and on the thread that
    /// refused, which may be an event loop.
    public void onRefused(RefusalListener listener) {
        refusalListeners.add(listener);
    }

    /// How much was refused and audited.
    public List<Figure> figures() {
        return List.of(
                Figure.Counter.of(
                        "mos_token_refusals_total",
                        "Credentials and permissions that did not reach",
                        refusals::sum),
                Figure.Counter.of(
                        "mos_token_audit_rows_total",
                        "Rows written to the audit log; refusals come as one row a kind every 30 s",
                        log::written));
    }

    /// Writes what was counted now.
    public void flush() {
        tally.flush();
    }

    /// A page of the audit trail. The read is audited.
    ///
    /// @throws Denied when the caller may not read `audit`
    public AuditPage audit(Caller caller, AuditQuery query) {
        readsAudit(caller, "audit.list");
        return reader.page(query);
    }

    /// Everything of the audit trail that the query asks for. The export is audited.
    ///
    /// @throws Denied when the caller may not read `audit`
    public AuditExport exportAudit(Caller caller, AuditQuery query) {
        readsAudit(caller, "audit.export");
        return new AuditExport(reader, query);
    }

    /// Checks the whole chain for a caller, or waits for the check under way. Both are audited.
    ///
    /// @throws Denied when the caller may not read `audit`
    public AuditChain verifyAudit(Caller caller) {
        readsAudit(caller, "audit.verify");
        return check.run();
    }

    /// Removes audit rows once they are older than that: now, and once a day. Zero keeps them for
    /// ever.
    public void keepFor(Duration kept) {
        if (!kept.isZero()) {
            retention = new AuditRetention(this, database, log, kept);
        }
    }

    private void readsAudit(Caller caller, String action) {
        require(caller, Resource.AUDIT, Level.READ);
        seen(caller, action, "");
    }

    /// Checks the whole chain.
    ///
    /// @return the number of the first row whose MAC does not follow from the row before, if any
    public Optional<Long> firstBrokenRow() {
        return check.run() instanceof AuditChain.Broken(long row)
                ? Optional.of(row)
                : Optional.empty();
    }

    /// Stops the timers and writes what was counted.
    @Override
    public void close() {
        if (retention != null) {
            retention.close();
        }
        tally.close();
    }

    private void appendAll(List<AuditLog.Entry> entries) {
        database.write(tx -> {
            entries.forEach(entry -> log.append(tx, entry));
            return entries.size();
        });
    }

    /// A transaction that remembers whether it wrote its row.
    private final class AuditedChange implements Change {
        private final Transaction tx;
        private final Caller caller;
        private final String action;
        private boolean audited;

        AuditedChange(Transaction tx, Caller caller, String action) {
            this.tx = tx;
            this.caller = caller;
            this.action = action;
        }

        @Override
        public void audited(String subject, String detail) {
            log.append(tx, AuditLog.Entry.of(caller, action, subject, detail));
            audited = true;
        }

        @Override
        public int update(String sql, @Nullable Object... parameters) {
            return tx.update(sql, parameters);
        }

        @Override
        public void updateAll(String sql, List<@Nullable Object[]> parameters) {
            tx.updateAll(sql, parameters);
        }

        @Override
        public void afterCommit(Runnable then) {
            tx.afterCommit(then);
        }

        @Override
        public void each(String sql, Consumer<Row> use, @Nullable Object... parameters) {
            tx.each(sql, use, parameters);
        }

        @Override
        public List<Row> rows(String sql, @Nullable Object... parameters) {
            return tx.rows(sql, parameters);
        }

        @Override
        public Optional<Row> row(String sql, @Nullable Object... parameters) {
            return tx.row(sql, parameters);
        }
    }
}
