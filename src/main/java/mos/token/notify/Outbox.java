package mos.token.notify;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mos.token.figure.Counts;
import mos.token.figure.Figure;
import mos.token.store.Database;
import mos.token.store.Row;
import mos.token.store.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is still to be sent: one row per notice and channel, gone when it was sent. A process that
/// ends between the two sends it again: at least once, not exactly once.
///
/// A channel that fails rests for the first wait with all that is due there, so that a dead webhook
/// costs one attempt a minute and does not hold up the other channel.
final class Outbox {
    /// The wait after the first failure; doubled after each further one.
    static final Duration FIRST_WAIT = Duration.ofMinutes(1);

    /// The longest wait.
    static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /// The first failure so long after the notice was made is the last.
    static final Duration GIVE_UP = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final Database database;
    private final List<Channel> channels;
    private final Clock clock;
    private final Counts attempts =
            new Counts(
                    "mos_token_notice_deliveries_total",
                    "Attempts to send a notice, by channel and result",
                    "channel",
                    "result");

    /// Channels whose last attempt failed: of each the log has a line.
    private final Set<String> failing = new HashSet<>();

    private record Due(Notice notice, String channel, int attempts) {}

    Outbox(Database database, List<Channel> channels, Clock clock) {
        this.database = database;
        this.channels = channels;
        this.clock = clock;
        channels.forEach(channel -> {
            attempts.expect(channel.name(), "sent");
            attempts.expect(channel.name(), "failed");
        });
    }

    /// Attempts so far.
    Figure attempts() {
        return attempts.figure();
    }

    /// Queues a notice for every channel, in the transaction that makes it.
    void queue(Transaction tx, long noticeId, Instant now) {
        for (Channel channel : channels) {
            tx.update(
                    "insert into notice_delivery (notice_id, channel, attempts, due_at)"
                            + " values (?, ?, 0, ?)",
                    noticeId,
                    channel.name(),
                    now);
        }
    }

    /// Sends everything that is due.
    ///
    /// @return how long until something is due again, at most [#LONGEST_WAIT]
    Duration deliver() throws InterruptedException {
        for (Optional<Due> due = next(); due.isPresent(); due = next()) {
            deliver(due.get());
        }
        Instant now = clock.instant();
        return database.read(query -> query.row("select min(due_at) due from notice_delivery"))
                .flatMap(row -> row.timeIf("due"))
                .map(due -> Duration.between(now, due))
                .filter(wait -> wait.compareTo(LONGEST_WAIT) < 0)
                .orElse(LONGEST_WAIT);
    }

    /// Those that failed least come first: one that is refused for what it says holds up no other.
    private Optional<Due> next() {
        Instant now = clock.instant();
        return database.read(query ->
                        query.row(
                                "select n.*, d.channel, d.attempts from notice_delivery d"
                                        + " join notice n on n.id = d.notice_id"
                                        // later than any wait: set before the clock went back
                                        + " where d.due_at <= ? or d.due_at > ?"
                                        + " order by d.attempts, n.id, d.channel limit 1",
                                now,
                                now.plus(LONGEST_WAIT)))
                .map(Outbox::due);
    }

    private static Due due(Row row) {
        return new Due(NoticeRows.notice(row), row.text("channel"), (int) row.number("attempts"));
    }

    private void deliver(Due due) throws InterruptedException {
        Optional<Channel> channel =
                channels.stream().filter(one -> one.name().equals(due.channel())).findFirst();
        if (channel.isEmpty()) { // switched off since
            database.write(tx -> remove(tx, due));
            return;
        }
        Optional<String> problem = channel.get().send(due.notice());
        attempts.of(due.channel(), problem.isEmpty() ? "sent" : "failed").increment();
        if (problem.isEmpty()) {
            failing.remove(due.channel());
            database.write(tx -> remove(tx, due));
        } else {
            failed(due, channel.get(), problem.get());
        }
    }

    private void failed(Due due, Channel channel, String problem) {
        if (failing.add(channel.name())) {
            LOG.warn(
                    "notices cannot be sent to {} ({}): each is tried again for {} h",
                    channel.place(),
                    problem,
                    GIVE_UP.toHours());
        }
        Instant now = clock.instant();
        boolean last = !now.isBefore(due.notice().createdAt().plus(GIVE_UP));
        if (last) {
            LOG.warn(
                    "gave up sending notice {} ({}) to {}: {}",
                    due.notice().id(),
                    due.notice().kind(),
                    channel.place(),
                    problem);
        }
        Instant again = now.plus(wait(due.attempts()));
        Instant rested = now.plus(FIRST_WAIT);
        database.write(tx -> {
            if (last) {
                remove(tx, due);
            } else {
                tx.update(
                        "update notice_delivery set attempts = attempts + 1, due_at = ?"
                                + " where notice_id = ? and channel = ?",
                        again,
                        due.notice().id(),
                        due.channel());
            }
            return tx.update(
                    "update notice_delivery set due_at = ?"
                            + " where channel = ? and (due_at < ? or due_at > ?)",
                    rested,
                    due.channel(),
                    rested,
                    now.plus(LONGEST_WAIT));
        });
    }

    private static int remove(Transaction tx, Due due) {
        return tx.update(
                "delete from notice_delivery where notice_id = ? and channel = ?",
                due.notice().id(),
                due.channel());
    }

    private static Duration wait(int attempts) {
        Duration doubled = FIRST_WAIT.multipliedBy(1L << Math.min(attempts, 16));
        return doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
    }
}
