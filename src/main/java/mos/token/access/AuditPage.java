package mos.token.access;

import java.util.List;

/// A page of the audit trail.
///
/// @param rows the newest first, unless the query asked for those after a row
/// @param more whether rows follow the last one
public record AuditPage(List<AuditRow> rows, boolean more) {
    public AuditPage {
        rows = List.copyOf(rows);
    }
}
