package mos.token.notify;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.config.Config;
import mos.token.figure.Figure;
import mos.token.store.Database;
import mos.token.store.Query;
import mos.token.store.Transaction;

/// What the owner should know. A condition is told once: raised again it is only counted, until it
/// is settled; one that a person dismissed stays so. Each is sent at least once to the webhook and
/// to MOS's notify socket, where they are set, by one thread, across restarts.
public final class Notices implements AutoCloseable {
    /// How many are open at once, besides the one that says that older ones were dropped.
    static final int MOST_OPEN = 1_000;

    /// How long a dismissed one is kept after it was dismissed and was last raised.
    static final Duration KEPT_DISMISSED = Duration.ofDays(90);

    /// How long any is kept after it was last raised.
    static final Duration KEPT = Duration.ofDays(365);

    private static final NewNotice DROPPED =
            new NewNotice(
                    "notice.dropped",
                    "notice.dropped",
                    Severity.WARNING,
                    "Older notices were dropped",
                    "More than "
                            + MOST_OPEN
                            + " notices were open, so the oldest were dropped. Dismiss what you"
                            + " have seen.",
                    "");

    private final Database database;
    private final Access access;
    private final Clock clock;
    private final List<Channel> channels;
    private final Outbox outbox;
    private final Courier courier;

    /// Begins to send what an earlier process left.
    ///
    /// @throws mos.token.keys.KeyProblem when the webhook's key file cannot be used
    public Notices(Database database, Access access, Config.Delivery delivery, Clock clock) {
        this.database = database;
        this.access = access;
        this.clock = clock;
        this.channels = channels(delivery);
        this.outbox = new Outbox(database, channels, clock);
        this.courier = new Courier(this::round);
    }

    /// Raises a notice in the caller's transaction: it is there, and is sent, only if that commits.
    public void raise(Transaction tx, NewNotice notice) {
        Instant now = now();
        if (NoticeRows.again(tx, notice, now)) {
            return;
        }
        makeRoom(tx, now);
        add(tx, notice, now);
        tx.afterCommit(courier::call);
    }

    /// Raises a notice on its own. A write to the database: neither on an event loop nor inside of
    /// a transaction, and not for everything that a stranger may repeat at will.
    public void raise(NewNotice notice) {
        database.write(tx -> {
            raise(tx, notice);
            return notice;
        });
    }

    /// Removes the notice of a condition that ended, so that it is told anew when it comes back.
    /// One that was not sent yet is not sent any more.
    public void settle(Transaction tx, String key) {
        tx.update("delete from notice where key = ?", key);
    }

    /// What the notices of this kind are about, without those about many things.
    public List<String> subjects(Query query, String kind) {
        return query
                .rows("select subject from notice where kind = ? and subject <> ''", kind)
                .stream()
                .map(row -> row.text("subject"))
                .toList();
    }

    /// Removes every notice about something that is gone.
    ///
    /// @param subject its id, not empty
    public void settleAbout(Transaction tx, String subject) {
        if (subject.isEmpty()) {
            throw new IllegalArgumentException("an empty subject is that of many notices");
        }
        tx.update("delete from notice where subject = ?", subject);
    }

    /// Lists notices, the newest first. The read is audited: they name tokens and addresses.
    public NoticePage list(Caller caller, NoticeQuery query) {
        access.require(caller, Resource.AUTH, Level.READ);
        int limit = (int) query.limit();
        List<Notice> found = database.read(q -> NoticeRows.list(q, query, limit + 1));
        access.seen(caller, "notice.list", "");
        return found.size() > limit
                ? new NoticePage(found.subList(0, limit), true)
                : new NoticePage(found, false);
    }

    /// The newest that are open, at most `most`, for a page about something else. Audited as
    /// [#list] is, unless there was nothing to see.
    public OpenNotices open(Caller caller, int most) {
        access.require(caller, Resource.AUTH, Level.READ);
        NoticeQuery newest = new NoticeQuery(NoticeQuery.State.OPEN, "", "", Long.MAX_VALUE, most);
        OpenNotices open =
                database.read(query ->
                        new OpenNotices(
                                NoticeRows.open(query, ""), NoticeRows.list(query, newest, most)));
        if (open.count() > 0) {
            access.seen(caller, "notice.list", "");
        }
        return open;
    }

    /// Puts a notice away. Again changes nothing.
    public Dismissal dismiss(Caller caller, long id) {
        access.require(caller, Resource.AUTH, Level.WRITE);
        Optional<Notice> notice = database.read(query -> NoticeRows.find(query, id));
        if (notice.isEmpty()) {
            return new Dismissal.NotFound();
        }
        if (notice.get().dismissedAt() == null) {
            access.change(
                    caller,
                    Resource.AUTH,
                    "notice.dismiss",
                    change -> {
                        change.audited(Long.toString(id), notice.get().key());
                        return NoticeRows.dismiss(change, id, now());
                    });
        }
        return new Dismissal.Done();
    }

    /// Puts every notice away.
    ///
    /// @return how many were open
    public int dismissAll(Caller caller) {
        return access.change(
                caller,
                Resource.AUTH,
                "notice.dismiss",
                change -> {
                    int count = NoticeRows.dismissAll(change, now());
                    change.audited("", "all, " + count + " were open");
                    return count;
                });
    }

    /// How many are open, and what became of sending them.
    public List<Figure> figures() {
        return List.of(
                Figure.Gauge.of(
                        "mos_token_notices_open",
                        "Notices that nobody dismissed",
                        () -> database.read(query -> NoticeRows.open(query, ""))),
                outbox.attempts());
    }

    /// Stops sending; what was not sent waits for the next start.
    @Override
    public void close() {
        courier.close();
        channels.forEach(Channel::close);
    }

    private static List<Channel> channels(Config.Delivery delivery) {
        List<Channel> channels = new ArrayList<>();
        Path socket = delivery.socket();
        if (socket != null) {
            channels.add(new MosSocket(socket, socket.equals(Config.Delivery.MOS_SOCKET)));
        }
        if (delivery.webhook() != null) {
            channels.add(new Webhook(delivery.webhook(), delivery.webhookKeyFile()));
        }
        return List.copyOf(channels);
    }

    private Duration round() throws InterruptedException {
        Instant now = now();
        database.write(tx -> NoticeRows.removeOld(tx, now.minus(KEPT), now.minus(KEPT_DISMISSED)));
        return outbox.deliver();
    }

    private void makeRoom(Transaction tx, Instant now) {
        long surplus = NoticeRows.open(tx, DROPPED.key()) - MOST_OPEN + 1;
        if (surplus > 0) {
            NoticeRows.removeOldestOpen(tx, DROPPED.key(), surplus);
            if (!NoticeRows.again(tx, DROPPED, now)) {
                add(tx, DROPPED, now);
            }
        }
    }

    private void add(Transaction tx, NewNotice notice, Instant now) {
        outbox.queue(tx, NoticeRows.insert(tx, notice, now), now);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
