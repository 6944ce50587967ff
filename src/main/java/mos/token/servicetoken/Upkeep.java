package mos.token.servicetoken;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import mos.token.store.Database;
import mos.token.store.Transaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every 30 s writes what was seen of the tokens in use, and tells of those that end soon: no
/// request writes anything, unless a service refuses a token.
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final int SECONDS = 30;

    /// In days before the end.
    private static final List<Integer> STAGES = List.of(1, 3, 7, 14, 30);

    /// [Held#endTold] of a token whose end is past.
    private static final int ENDED = -1;

    /// GitHub removes tokens that nobody used for so long.
    private static final Duration UNUSED = Duration.ofDays(365);

    /// More than any stage.
    private static final Duration FAR = Duration.ofDays(10_000);

    /// When a token ends, and a clause that says how that is known.
    private record End(Instant at, String why) {}

    private final Database database;
    private final StoredTokens stored;
    private final Changes changes;
    private final ServiceUses uses;
    private final ServiceNotices notices;
    private final Clock clock;
    private final Set<Held> observed = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("service-token-upkeep").daemon().factory());

    Upkeep(
            Database database,
            StoredTokens stored,
            Changes changes,
            ServiceUses uses,
            ServiceNotices notices,
            Clock clock) {
        this.database = database;
        this.stored = stored;
        this.changes = changes;
        this.uses = uses;
        this.notices = notices;
        this.clock = clock;
        var _ = timer.scheduleWithFixedDelay(this::tickQuietly, 1, SECONDS, TimeUnit.SECONDS);
    }

    /// Something was seen of a token that is to be written.
    void observed(Held token) {
        observed.add(token);
    }

    /// Writes and looks now.
    synchronized void tick() {
        changes.writeRefusals();
        if (observed.isEmpty() && !uses.changed() && stored.all().noneMatch(this::nearsItsEnd)) {
            // A disk that sleeps is not woken for nothing.
            return;
        }
        List<Held> seen = List.copyOf(observed);
        observed.removeAll(seen);
        try {
            database.write(tx -> {
                seen.stream().filter(stored::uses).forEach(token -> TokenRows.observed(tx, token));
                uses.write(tx);
                stored.all().forEach(token -> tellOfEnd(tx, token));
                return seen.size();
            });
        } catch (RuntimeException e) {
            observed.addAll(seen);
            uses.notWritten();
            throw e;
        }
    }

    private boolean nearsItsEnd(Held token) {
        @Nullable End end = end(token);
        int stage = end == null ? 0 : stage(Duration.between(clock.instant(), end.at()));
        return stage != token.endTold;
    }

    private void tellOfEnd(Transaction tx, Held token) {
        Instant now = clock.instant();
        @Nullable End end = end(token);
        Duration left = end == null ? FAR : Duration.between(now, end.at());
        int stage = stage(left);
        boolean reached = stage != 0 && (token.endTold == 0 || stage < token.endTold);
        boolean movedAway = token.endTold != 0 && (stage == 0 || stage > token.endTold);
        if (end != null && reached && !token.refusedAt(token.deciding())) {
            notices.ending(tx, token, left, end.at(), end.why(), uses.askedBy(token.service), now);
        } else if (movedAway) {
            notices.ends(tx, token);
        } else {
            return;
        }
        TokenRows.endTold(tx, token, stage);
        tx.afterCommit(() -> token.endTold = stage);
    }

    /// The smallest stage that was reached; 0 for none.
    private static int stage(Duration left) {
        if (left.isNegative()) {
            return ENDED;
        }
        return STAGES.stream()
                .filter(days -> left.compareTo(Duration.ofDays(days)) <= 0)
                .findFirst()
                .orElse(0);
    }

    private static @Nullable End end(Held token) {
        @Nullable Instant expires = token.facts.expires();
        @Nullable End end =
                expires == null
                        ? null
                        : new End(
                                expires,
                                token.facts.expiresEntered()
                                        ? "as you entered"
                                        : "as " + token.service.label() + " says");
        if (token.service != Service.GITHUB) {
            return end;
        }
        Instant used = token.spentAt.isAfter(token.changedAt) ? token.spentAt : token.changedAt;
        Instant removed = used.plus(UNUSED);
        return end != null && end.at().isBefore(removed)
                ? end
                : new End(removed, "since GitHub removes tokens that were not used for a year");
    }

    private void tickQuietly() {
        try {
            tick();
        } catch (RuntimeException e) {
            // The timer must live on; what was not written stays for the next round.
            LOG.warn("what was seen of service tokens could not be written: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        timer.shutdown();
        try {
            // Not interrupted: it may be in the middle of a write.
            if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("the upkeep of service tokens did not end in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        tick();
    }
}
