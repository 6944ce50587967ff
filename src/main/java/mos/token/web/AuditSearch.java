package mos.token.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mos.token.access.AuditFilter;
import mos.token.access.AuditQuery;
import mos.token.http.Request;
import org.jspecify.annotations.Nullable;

/// What somebody looks for in the audit log, as it was entered. The fields have the API's names;
/// days are those of the page's zone.
///
/// @param fields the fields that are not empty
/// @param before only rows with a smaller number, or null
record AuditSearch(Map<String, String> fields, @Nullable Long before) {
    private static final String TEXT = "q";
    private static final String SINCE = "since";
    private static final String UNTIL = "until";
    private static final String SUBJECT = "subject";
    private static final String CALLER = "caller";
    private static final List<String> NAMES =
            List.of(TEXT, "action", "kind", CALLER, SUBJECT, "address", SINCE, UNTIL);

    /// The longest date of a field: `2026-11-23`.
    private static final int DATE = 10;

    /// So few that a page is light.
    private static final int ROWS = 30;

    AuditSearch {
        fields = Map.copyOf(fields);
    }

    static AuditSearch of(Request request) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String name : NAMES) {
            request.query(name)
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .ifPresent(text -> fields.put(name, text));
        }
        return new AuditSearch(
                fields,
                request.query("before")
                        .filter(text -> text.matches("[0-9]{1,18}"))
                        .map(Long::valueOf)
                        .orElse(null));
    }

    /// The page with everything that was done to something.
    static String about(String subject) {
        return new AuditSearch(Map.of(SUBJECT, subject), null).path();
    }

    /// The page with everything that somebody did.
    static String by(String caller) {
        return new AuditSearch(Map.of(CALLER, caller), null).path();
    }

    /// What was entered into a field, or an empty text.
    String of(String field) {
        return fields.getOrDefault(field, "");
    }

    /// Whether anything but the search field is filled in.
    boolean filtered() {
        return fields.keySet().stream().anyMatch(name -> !name.equals(TEXT));
    }

    /// The fields that cannot be understood, each with a sentence that says why: a typo must not
    /// show everything.
    Map<String, String> problems(Texts texts) {
        Map<String, String> problems = new LinkedHashMap<>();
        if (of(TEXT).length() > AuditFilter.LONGEST_TEXT) {
            problems.put(TEXT, texts.of("audit.wrong.text"));
        }
        for (String name : List.of(SINCE, UNTIL)) {
            if (!of(name).isEmpty() && day(name).isEmpty()) {
                problems.put(name, texts.of("audit.wrong.day"));
            }
        }
        Optional<Instant> since = since(texts);
        Optional<Instant> until = until(texts);
        if (since.isPresent() && until.isPresent() && !since.get().isBefore(until.get())) {
            problems.put(UNTIL, texts.of("audit.wrong.order"));
        }
        return problems;
    }

    AuditQuery query(Texts texts) {
        return new AuditQuery(
                new AuditFilter(
                        fields.get("action"),
                        fields.get(CALLER),
                        fields.get(SUBJECT),
                        fields.get("kind"),
                        fields.get("address"),
                        since(texts).orElse(null),
                        until(texts).orElse(null),
                        fields.get(TEXT)),
                before,
                null,
                ROWS);
    }

    /// The page with this search.
    String path() {
        return Section.ACTIVITY.path() + with(fields);
    }

    /// The page of the rows behind this one.
    String behind(long row) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.put("before", Long.toString(row));
        return Section.ACTIVITY.path() + with(all);
    }

    /// All rows of this search from the API, which knows no days but those of UTC.
    String export(Texts texts, String format) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        since(texts).ifPresent(at -> all.put(SINCE, at.toString()));
        until(texts).ifPresent(at -> all.put(UNTIL, at.toString()));
        all.put("format", format);
        return "/api/v1/audit" + with(all);
    }

    private Optional<Instant> since(Texts texts) {
        return day(SINCE).map(texts::begin);
    }

    /// The last day counts to its end.
    private Optional<Instant> until(Texts texts) {
        return day(UNTIL).map(day -> texts.begin(day.plusDays(1)));
    }

    private Optional<LocalDate> day(String name) {
        try {
            return Optional.of(of(name))
                    .filter(text -> text.length() == DATE)
                    .map(LocalDate::parse);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static String with(Map<String, String> fields) {
        StringBuilder query = new StringBuilder();
        new TreeMap<>(fields)
                .forEach((name, text) ->
                        query.append(query.isEmpty() ? '?' : '&')
                                .append(name)
                                .append('=')
                                .append(URLEncoder.encode(text, StandardCharsets.UTF_8)));
        return query.toString();
    }
}
