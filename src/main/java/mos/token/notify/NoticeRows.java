package mos.token.notify;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;

/// The rows of notices.
final class NoticeRows {
    private NoticeRows() {}

    static Optional<Notice> find(Query query, long id) {
        return query.row("select * from notice where id = ?", id).map(NoticeRows::notice);
    }

    /// The newest first, at most `limit`.
    static List<Notice> list(Query query, NoticeQuery wanted, int limit) {
        String state = wanted.state().text();
        return query
                .rows(
                        "select * from notice where id < ?"
                                + " and (? = 'all' or (? = 'open') = (dismissed_at is null))"
                                + " and kind like ? and (? = '' or subject = ?)"
                                + " order by id desc limit ?",
                        wanted.before(),
                        state,
                        state,
                        wanted.kind() + "%", // a kind holds no wildcard
                        wanted.subject(),
                        wanted.subject(),
                        limit)
                .stream()
                .map(NoticeRows::notice)
                .toList();
    }

    /// Counts one more occurrence of a known condition.
    ///
    /// @return whether it was known
    static boolean again(Transaction tx, NewNotice notice, Instant now) {
        return tx.update(
                        "update notice set last_at = ?, times = times + 1, title = ?, message = ?"
                                + " where key = ?",
                        now,
                        notice.title(),
                        notice.message(),
                        notice.key())
                > 0;
    }

    /// Adds a notice of a new condition.
    ///
    /// @return its id
    static long insert(Transaction tx, NewNotice notice, Instant now) {
        tx.update("update notice_id set last = last + 1");
        long id = tx.row("select last from notice_id").orElseThrow().number("last");
        tx.update(
                "insert into notice (id, key, kind, severity, title, message, subject, created_at,"
                        + " last_at, times) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
                id,
                notice.key(),
                notice.kind(),
                notice.severity().text(),
                notice.title(),
                notice.message(),
                notice.subject(),
                now,
                now);
        return id;
    }

    /// Puts one away; the first time stays.
    static int dismiss(Transaction tx, long id, Instant now) {
        return tx.update(
                "update notice set dismissed_at = ? where id = ? and dismissed_at is null",
                now,
                id);
    }

    static int dismissAll(Transaction tx, Instant now) {
        return tx.update("update notice set dismissed_at = ? where dismissed_at is null", now);
    }

    /// How many are open, not counting the one of this key.
    static long open(Query query, String exceptKey) {
        return query.row(
                        "select count(*) n from notice where dismissed_at is null and key <> ?",
                        exceptKey)
                .orElseThrow()
                .number("n");
    }

    static int removeOldestOpen(Transaction tx, String exceptKey, long count) {
        return tx.update(
                "delete from notice where id in (select id from notice"
                        + " where dismissed_at is null and key <> ? order by id limit ?)",
                exceptKey,
                count);
    }

    /// Removes what was not raised since `raised`, and what was neither raised nor put away since
    /// `dismissed`.
    static int removeOld(Transaction tx, Instant raised, Instant dismissed) {
        return tx.update(
                "delete from notice where last_at < ? or (last_at < ? and dismissed_at < ?)",
                raised,
                dismissed,
                dismissed);
    }

    static Notice notice(Row row) {
        return new Notice(
                row.number("id"),
                row.text("key"),
                row.text("kind"),
                severity(row.text("severity")),
                row.text("title"),
                row.text("message"),
                row.text("subject"),
                row.time("created_at"),
                row.time("last_at"),
                row.number("times"),
                row.timeIf("dismissed_at").orElse(null));
    }

    private static Severity severity(String text) {
        return Severity.valueOf(text.toUpperCase(Locale.ROOT));
    }
}
