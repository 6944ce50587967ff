package mos.token.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import mos.token.access.AuditRow;
import mos.token.json.Csv;
import mos.token.json.Json;

/// What the audit trail is answered as.
enum AuditFormat {
    /// One page as a JSON array.
    JSON("application/json"),

    /// An export with one JSON object a line.
    JSONL("application/jsonl"),

    /// An export for spreadsheets, with a line of headings.
    CSV("text/csv");

    private static final List<String> COLUMNS =
            List.of(
                    "seq",
                    "at",
                    "callerKind",
                    "callerId",
                    "callerName",
                    "address",
                    "action",
                    "subject",
                    "detail",
                    "mac");

    private final String type;

    AuditFormat(String type) {
        this.type = type;
    }

    /// Its name in `format`, and the end of the file's name.
    String word() {
        return QueryParameters.word(this);
    }

    /// The content type of an export.
    String type() {
        return this == CSV ? type + "; charset=utf-8; header=present" : type;
    }

    /// The first format that `Accept` lines name; JSON when they name none.
    static AuditFormat accepted(List<String> accept) {
        for (String range : String.join(",", accept).split(",", -1)) {
            String type = range.replaceFirst(";.*", "").strip();
            for (AuditFormat format : values()) {
                if (format.type.equalsIgnoreCase(type)) {
                    return format;
                }
            }
        }
        return JSON;
    }

    /// What stands before the rows of an export.
    byte[] head() {
        return this == CSV ? Csv.write(List.of(COLUMNS)) : new byte[0];
    }

    /// Rows of an export.
    byte[] bytes(List<AuditRow> rows) {
        if (this == CSV) {
            return Csv.write(rows.stream().map(AuditFormat::cells).toList());
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (AuditRow row : rows) {
            lines.writeBytes(Json.write(AuditJson.withMac(row)));
            lines.writeBytes("\n".getBytes(StandardCharsets.US_ASCII));
        }
        return lines.toByteArray();
    }

    private static List<Object> cells(AuditRow row) {
        var json = AuditJson.withMac(row);
        return COLUMNS.stream()
                .<Object>map(
                        column -> column.equals("seq") ? row.seq() : json.path(column).asString())
                .toList();
    }
}
