package mos.token.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import mos.token.access.AuditFilter;
import mos.token.access.AuditQuery;
import mos.token.http.BadRequest;
import mos.token.http.Request;
import org.jspecify.annotations.Nullable;

/// What a request for the audit trail asks for. Whatever is not understood is refused: a typo in a
/// filter must not show everything.
record AuditParameters(AuditQuery query, AuditFormat format, QueryParameters given) {
    private static final List<String> KNOWN =
            List.of(
                    "action", "caller", "subject", "kind", "address", "since", "until", "q",
                    "before", "after", "limit", "format");

    /// Reads the query and, where it names no format, `Accept`.
    ///
    /// @throws BadRequest naming the parameter and what it may be
    static AuditParameters of(Request request) {
        QueryParameters given = QueryParameters.of(request, KNOWN);
        return new AuditParameters(
                new AuditQuery(
                        filter(given),
                        row("before", given),
                        row("after", given),
                        given.number("limit", 1, AuditQuery.MOST).map(Long::intValue).orElse(null)),
                given.choice("format", AuditFormat.class)
                        .orElseGet(() -> AuditFormat.accepted(request.headers("Accept"))),
                given);
    }

    /// A link to the page behind this row, with everything else as it was asked for.
    String behind(String path, long seq) {
        return given.next(path, query.oldestFirst() ? "after" : "before", Long.toString(seq));
    }

    private static AuditFilter filter(QueryParameters given) {
        String action = given.text("action").orElse(null);
        if (action != null
                && action.indexOf('*') >= 0
                && action.indexOf('*') < action.length() - 1) {
            throw new BadRequest("action may have a '*' only at its end, as in admin-token.*");
        }
        String text = given.text("q").orElse(null);
        if (text != null && text.length() > AuditFilter.LONGEST_TEXT) {
            throw new BadRequest(
                    "q must have at most %d characters".formatted(AuditFilter.LONGEST_TEXT));
        }
        Instant since = moment("since", given, 0);
        Instant until = moment("until", given, 1);
        if (since != null && until != null && !since.isBefore(until)) {
            throw new BadRequest("since must be before until");
        }
        return new AuditFilter(
                action,
                given.text("caller").orElse(null),
                given.text("subject").orElse(null),
                given.oneOf("kind", AuditFilter.KINDS).orElse(null),
                given.text("address").orElse(null),
                since,
                until,
                text);
    }

    /// An instant as it is; a date as its beginning, or that of the day so many days later.
    private static @Nullable Instant moment(String name, QueryParameters given, int days) {
        String text = given.text(name).orElse(null);
        if (text == null) {
            return null;
        }
        try {
            if (!text.matches("\\d{4}-.*")) {
                throw new DateTimeException("no year of four digits");
            }
            return text.length() == 10
                    ? LocalDate.parse(text).plusDays(days).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException _) {
            throw new BadRequest(
                    name
                            + " must be a date (of UTC) or a moment, as in 2026-11-23 or"
                            + " 2026-11-23T20:50:58Z; a '+' is written %2B");
        }
    }

    private static @Nullable Long row(String name, QueryParameters given) {
        return given.number(name, 0, Long.MAX_VALUE).orElse(null);
    }
}
