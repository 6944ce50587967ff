package mos.token.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mos.token.access.AuditFilter;
import mos.token.access.AuditQuery;
import mos.token.http.BadRequest;
import mos.token.http.Request;
import org.jspecify.annotations.Nullable;

/// What a request for the audit trail asks for. Whatever is not understood is refused: a typo in a
/// filter must not show everything.
///
/// @param given the parameters as they came, decoded
record AuditParameters(AuditQuery query, AuditFormat format, Map<String, String> given) {
    private static final List<String> KNOWN =
            List.of(
                    "action", "caller", "subject", "kind", "address", "since", "until", "q",
                    "before", "after", "limit", "format");

    /// Reads the query and, where it names no format, `Accept`.
    ///
    /// @throws BadRequest naming the parameter and what it may be
    static AuditParameters of(Request request) {
        Map<String, String> given = given(request);
        String format = given.get("format");
        return new AuditParameters(
                new AuditQuery(
                        filter(given),
                        row("before", given),
                        row("after", given),
                        limit(given.get("limit"))),
                format == null
                        ? AuditFormat.accepted(request.headers("Accept"))
                        : AuditFormat.named(format)
                                .orElseThrow(() ->
                                        new BadRequest("format must be one of: json, jsonl, csv")),
                given);
    }

    /// The query of the page behind this row, with everything else as it was asked for.
    String behind(long seq) {
        Map<String, String> next = new LinkedHashMap<>(given);
        next.put(query.oldestFirst() ? "after" : "before", Long.toString(seq));
        return next.entrySet().stream()
                .map(e ->
                        e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static Map<String, String> given(Request request) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String pair : request.rawQuery().orElse("").split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            String name = pair.split("=", 2)[0];
            if (!KNOWN.contains(name)) {
                throw new BadRequest(unknown(name));
            }
            String value = request.query(name).orElse("");
            if (value.isEmpty()) {
                throw new BadRequest(name + " is empty: give it a value, or leave it out");
            }
            if (given.put(name, value) != null) {
                throw new BadRequest(name + " is given twice: keep one");
            }
        }
        return given;
    }

    /// Names the parameter, unless it is no word: somebody may have pasted a secret there.
    private static String unknown(String name) {
        return "unknown parameter%s; known are: %s"
                .formatted(
                        name.matches("[A-Za-z_-]{1,20}") ? " " + name : "",
                        String.join(", ", KNOWN));
    }

    private static AuditFilter filter(Map<String, String> given) {
        String action = given.get("action");
        if (action != null
                && action.indexOf('*') >= 0
                && action.indexOf('*') < action.length() - 1) {
            throw new BadRequest("action may have a '*' only at its end, as in admin-token.*");
        }
        String kind = given.get("kind");
        if (kind != null && !AuditFilter.KINDS.contains(kind)) {
            throw new BadRequest("kind must be one of: " + String.join(", ", AuditFilter.KINDS));
        }
        String text = given.get("q");
        if (text != null && text.length() > AuditFilter.LONGEST_TEXT) {
            throw new BadRequest(
                    "q must have at most %d characters".formatted(AuditFilter.LONGEST_TEXT));
        }
        Instant since = moment("since", given.get("since"), 0);
        Instant until = moment("until", given.get("until"), 1);
        if (since != null && until != null && !since.isBefore(until)) {
            throw new BadRequest("since must be before until");
        }
        return new AuditFilter(
                action,
                given.get("caller"),
                given.get("subject"),
                kind,
                given.get("address"),
                since,
                until,
                text);
    }

    /// An instant as it is; a date as its beginning, or that of the day so many days later.
    private static @Nullable Instant moment(String name, @Nullable String text, int days) {
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

    private static @Nullable Long row(String name, Map<String, String> given) {
        String text = given.get(name);
        if (text == null) {
            return null;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw new BadRequest(name + " must be the number (seq) of a row");
        }
        return Long.valueOf(text);
    }

    private static @Nullable Integer limit(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > AuditQuery.MOST) {
            throw new BadRequest("limit must be a whole number, 1 to " + AuditQuery.MOST);
        }
        return Integer.valueOf(text);
    }
}
