package mos.token.admintoken;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import mos.token.store.Query;
import mos.token.store.Transaction;

/// The time by which tokens begin and end: it never goes back, not even over a restart, whatever
/// the machine's clock does. A machine without a clock battery starts in the past; a token that had
/// expired must not live again there. The latest time seen is kept in the database.
final class TokenClock {
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

    /// Keeps the latest time seen.
    void save(Transaction tx) {
        tx.update("update token_clock set latest = ? where latest < ?", millis(), millis());
    }

    /// Takes the machine's clock as right, also when that is earlier: what had expired meanwhile
    /// may live again.
    void accept(Transaction tx) {
        Instant wall = wall();
        tx.update("update token_clock set latest = ?", wall);
        tx.afterCommit(() -> latest.set(wall.toEpochMilli()));
    }
}
