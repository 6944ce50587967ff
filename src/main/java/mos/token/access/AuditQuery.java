package mos.token.access;

import org.jspecify.annotations.Nullable;

/// A part of the audit trail. Rows are named by their numbers, so that a page begins where the last
/// one ended however many rows came meanwhile.
///
/// @param before only rows with a smaller number, or null
/// @param after only rows with a greater number, or null; a page is then read from the oldest on
/// @param limit how many rows, 1 to [#MOST]; null for [#STANDARD] on a page and for all in an
///   export
public record AuditQuery(
        AuditFilter filter, @Nullable Long before, @Nullable Long after, @Nullable Integer limit) {

    /// Rows of a page when nothing is said.
    public static final int STANDARD = 100;

    /// The most rows of a page.
    public static final int MOST = 1_000;

    public AuditQuery {
        if (limit != null && (limit < 1 || limit > MOST)) {
            throw new IllegalArgumentException("limit must be 1 to " + MOST);
        }
    }

    /// Whether a page begins with its oldest row.
    public boolean oldestFirst() {
        return after != null;
    }
}
