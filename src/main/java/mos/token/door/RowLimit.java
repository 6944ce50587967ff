package mos.token.door;

import java.util.concurrent.atomic.AtomicLong;
import mos.token.store.Transaction;

/// Keeps a table of what can be asked for again below a number of rows. Callers make up what is
/// asked for (queries, pages of lists, digests), so without it they could fill the disk.
public final class RowLimit {
    private final String count;
    private final String delete;
    private final long most;
    private final long step;
    private final AtomicLong added = new AtomicLong();

    /// Limits a table; what was looked at longest ago goes first.
    ///
    /// @param key the columns of its primary key, with commas
    /// @param time the column that tells when a row was last known to hold
    /// @param most the rows that stay; it may hold a hundredth more between two looks
    public RowLimit(String table, String key, String time, long most) {
        this.most = most;
        step = Math.max(1, most / 100);
        count = "select count(*) as rows_now from " + table;
        delete =
                "delete from %s where (%s) in (select %s from %s order by %s limit ?)"
                        .formatted(table, key, key, table, time);
    }

    /// To be called in the transaction that added a row: the first time, and then now and again, it
    /// deletes what is too much.
    public void added(Transaction change) {
        if (added.getAndIncrement() % step != 0) {
            return;
        }
        long excess = change.row(count).map(row -> row.number("rows_now")).orElse(0L) - most;
        if (excess > 0) {
            change.update(delete, excess);
        }
    }
}
