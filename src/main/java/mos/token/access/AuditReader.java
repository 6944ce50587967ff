package mos.token.access;

import java.util.ArrayList;
import java.util.List;
import mos.token.store.Database;
import mos.token.store.Query;

/// Reads the audit rows in the order of their numbers, and only as far as is needed.
final class AuditReader {
    /// How many rows are looked at in one go. SQLite skips what a filter does not want in native
    /// code, where a virtual thread holds one of the few threads below it.
    private static final int SLICE = 20_000;

    private final Database database;

    AuditReader(Database database) {
        this.database = database;
    }

    /// Numbers of rows, both ends included; empty when `last` is smaller.
    record Range(long first, long last) {}

    /// The numbers that a query leaves, up to the newest row now.
    Range range(AuditQuery query) {
        long newest = database.read(AuditReader::newest);
        long first = query.after() == null ? 1 : Math.min(query.after(), newest) + 1;
        long last = query.before() == null ? newest : Math.min(query.before() - 1, newest);
        return new Range(first, last);
    }

    AuditPage page(AuditQuery query) {
        int limit = query.limit() == null ? AuditQuery.STANDARD : query.limit();
        List<AuditRow> rows = rows(query.filter(), range(query), limit + 1, query.oldestFirst());
        boolean more = rows.size() > limit;
        return new AuditPage(more ? rows.subList(0, limit) : rows, more);
    }

    /// The first `most` rows of a range that pass the filter, from its one end or the other.
    @SuppressWarnings("ThreadPriorityCheck") // see at the yield
    List<AuditRow> rows(AuditFilter filter, Range range, int most, boolean oldestFirst) {
        AuditSelect select = new AuditSelect(filter, oldestFirst);
        List<AuditRow> rows = new ArrayList<>();
        long first = range.first();
        long last = range.last();
        while (first <= last && rows.size() < most) {
            long from = oldestFirst ? first : Math.max(first, last - SLICE + 1);
            long to = oldestFirst ? Math.min(last, first + SLICE - 1) : last;
            int left = most - rows.size();
            database.read(query -> rows.addAll(select.rows(query, from, to, left)));
            if (oldestFirst) {
                first = to + 1;
            } else {
                last = from - 1;
            }
            // Nothing takes the processor from a virtual thread: a long search lets others through.
            Thread.yield();
        }
        return rows;
    }

    /// The number of the newest row, 0 when there is none.
    static long newest(Query query) {
        return query.row("select seq from audit order by seq desc limit 1")
                .map(row -> row.number("seq"))
                .orElse(0L);
    }
}
