package mos.token.admintoken;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import mos.token.store.Query;
import mos.token.store.Transaction;

/// The time by which tokens begin and end: it never goes back, not even over a restart, whatever
/// the machine's clock does. A machine without a clock battery starts in the past; a token that had
/// expired must not live again there. The latest time seen is kept in the database.
final class TokenClock {
    /// A clock may be corrected by so much without being told of.
    static final Duration SLACK = Duration.ofMinutes(1);

    /// A leap ahead by more than this is doubted, unless it is the first time ever seen. Nights in
    /// which a machine is off are no leaps.
    private static final Duration DOUBTED = Duration.ofDays(1);

    /// A leap is doubted for this part of it, at most a day: a wrong clock is mostly set right
    /// soon, and warnings must not wait for long after a machine was off.
    private static final int DOUBTED_PART = 24;

    private static final Duration LONGEST_DOUBT = Duration.ofDays(1);

    private final Clock clock;
    private final Instant saved;
    private final AtomicLong latest;

    TokenClock(Clock clock, Query query) {
        this.clock = clock;
        this.saved = query.row("select latest from token_clock").orElseThrow().time("latest");
        this.latest = new AtomicLong(saved.toEpochMilli());
    }

    /// The latest time seen before this start; 1970 when this is the first.
    Instant saved() {
        return saved;
    }

    /// The time, or the latest time seen when that is later.
    Instant now() {
        return Instant.ofEpochMilli(millis());
    }

    /// [#now()] in milliseconds since 1970.
    long millis() {
        long wall = clock.millis();
        long known = latest.get();
        while (wall > known && !latest.compareAndSet(known, wall)) {
            known = latest.get();
        }
        return Math.max(wall, known);
    }

    /// The time on the machine's clock.
    Instant wall() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /// Keeps the latest time seen, and until when it is doubted.
    void save(Transaction tx) {
        Instant now = now();
        Instant before = tx.row("select latest from token_clock").orElseThrow().time("latest");
        Duration leap = Duration.between(before, now);
        if (!before.equals(Instant.EPOCH) && leap.compareTo(DOUBTED) > 0) {
            Duration part = leap.dividedBy(DOUBTED_PART);
            tx.update(
                    "update token_clock set doubted_until = ?",
                    now.plus(part.compareTo(LONGEST_DOUBT) < 0 ? part : LONGEST_DOUBT));
        }
        tx.update("update token_clock set latest = ? where latest < ?", now, now);
    }

    /// Whether the time can be believed enough to do by it what cannot be undone: the machine's
    /// clock shows it, and went on from its last leap for a while.
    boolean trusted(Query query) {
        Instant now = now();
        Instant doubtedUntil =
                query.row("select doubted_until from token_clock")
                        .orElseThrow()
                        .time("doubted_until");
        return !wall().isBefore(now.minus(SLACK)) && !now.isBefore(doubtedUntil);
    }

    /// Takes the machine's clock as right, also when that is earlier: what had expired meanwhile
    /// may live again.
    ///
    /// @return the time from now on
    Instant accept(Transaction tx) {
        Instant wall = wall();
        tx.update("update token_clock set latest = ?, doubted_until = 0", wall);
        tx.afterCommit(() -> latest.set(wall.toEpochMilli()));
        return wall;
    }
}
