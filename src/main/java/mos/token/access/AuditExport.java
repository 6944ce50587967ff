package mos.token.access;

import java.util.List;

/// The rows of an export that was allowed and audited, oldest first, up to the newest one at its
/// start. They are read page by page, so that memory stays the same however many there are.
public final class AuditExport {
    private final AuditReader reader;
    private final AuditFilter filter;
    private final long last;
    private long next;
    private long left;

    AuditExport(AuditReader reader, AuditQuery query) {
        AuditReader.Range range = reader.range(query);
        this.reader = reader;
        this.filter = query.filter();
        this.next = range.first();
        this.last = range.last();
        this.left = query.limit() == null ? Long.MAX_VALUE : query.limit();
    }

    /// The next rows, at most 1,000; none at the end.
    public List<AuditRow> next() {
        int most = (int) Math.min(left, AuditQuery.MOST);
        List<AuditRow> rows = reader.rows(filter, new AuditReader.Range(next, last), most, true);
        left -= rows.size();
        boolean end = rows.size() < most || left == 0;
        next = end ? last + 1 : rows.getLast().seq() + 1;
        return rows;
    }
}
