package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import mos.token.json.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;

/// The audit trail as a file, over HTTP.
class AuditExportFlowTest extends AuditFlow {
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

    private static final List<String> HOSTILE =
            List.of(
                    "plain",
                    "with \"quotes\", commas; and 'more'",
                    " spaces ",
                    "lines\r\nand\nlines",
                    "=HYPERLINK(\"http://x\")",
                    "+1",
                    "-1",
                    "@SUM(A1)",
                    "\tcell",
                    "\rcell",
                    "'quoted",
                    "Ä 語 \uD83D\uDC1F",
                    "");

    @Test
    void hostileTextsComeBackFromCsvAndNoneIsAFormula() {
        HOSTILE.forEach(text ->
                write(
                        holder("7", text, "192.0.2.7"),
                        "test",
                        change -> change.audited(text, text)));
        HttpResponse<byte[]> answer = audit("?format=csv&action=test");
        assertEquals(200, answer.statusCode());
        assertEquals(
                "text/csv; charset=utf-8; header=present",
                answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals(
                "attachment; filename=\"mos-token-audit.csv\"",
                answer.headers().firstValue("Content-Disposition").orElse(""));
        assertTrue(text(answer).endsWith("\r\n"));

        List<List<String>> lines = csv(answer);
        assertEquals(COLUMNS, lines.getFirst());
        List<JsonNode> exact = jsonl(audit("?format=jsonl&action=test"));
        assertEquals(HOSTILE.size() + 1, lines.size());
        assertEquals(HOSTILE.size(), exact.size());
        for (int i = 0; i < HOSTILE.size(); i++) {
            String text = HOSTILE.get(i);
            JsonNode row = exact.get(i);
            assertEquals(COLUMNS, List.copyOf(row.propertyNames()));
            for (String column : List.of("callerName", "subject", "detail")) {
                assertEquals(text, row.path(column).stringValue());
            }
            assertTrue(row.path("mac").stringValue().matches("[0-9a-f]{64}"));
            List<String> cells = lines.get(i + 1);
            for (int c = 0; c < COLUMNS.size(); c++) {
                String cell = cells.get(c);
                String whole = row.path(COLUMNS.get(c)).asString();
                boolean formula = !whole.isEmpty() && "=+-@\t\r".indexOf(whole.charAt(0)) >= 0;
                assertEquals(formula ? "'" + whole : whole, cell);
            }
        }
    }

    @Test
    void theFormatIsChosenByNameOrByAccept() {
        assertEquals("text/csv", type(audit("", "Accept", "text/csv")));
        assertEquals("text/csv", type(audit("", "Accept", "text/html, TEXT/CSV;q=0.5, */*")));
        assertEquals("application/jsonl", type(audit("", "Accept", "application/jsonl")));
        assertEquals("application/json", type(audit("", "Accept", "text/html, */*")));
        assertEquals("application/json", type(audit("?format=json", "Accept", "text/csv")));
        assertEquals("application/jsonl", type(audit("?format=jsonl", "Accept", "text/csv")));
        assertEquals(
                200,
                app.local("HEAD", AUDIT + "?format=csv").statusCode(),
                "a HEAD of what is streamed");
    }

    @Test
    void aPartIsExportedTheOldestRowFirst() {
        write(
                OWNER,
                "test",
                change -> LongStream.range(0, 9).forEach(i -> change.audited("s" + i, "")));
        assertEquals(List.of(1L, 2L), numbers(jsonl(audit("?format=jsonl&limit=2"))));
        assertEquals(
                List.of(4L, 5L), numbers(jsonl(audit("?format=jsonl&after=3&before=6&limit=7"))));
        assertEquals(List.of(8L), numbers(jsonl(audit("?format=jsonl&subject=s7"))));
        assertEquals(List.of(COLUMNS), csv(audit("?format=csv&subject=none")));
        assertEquals(0, audit("?format=jsonl&subject=none").body().length);
    }

    @Test
    void anExportOf20000RowsIsStreamedAndEndsWhereItBegan() throws Exception {
        String detail = "d".repeat(1_000);
        write(
                OWNER,
                "test",
                change ->
                        LongStream.range(0, 20_000).forEach(i -> change.audited("s" + i, detail)));
        List<Long> numbers = new ArrayList<>();
        String lastAction;
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> answer =
                    client.send(
                            HttpRequest.newBuilder(app.admin().resolve(AUDIT + "?format=jsonl"))
                                    .header(
                                            "Authorization",
                                            "Bearer " + app.localToken().exposeText())
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            assertFalse(answer.headers().firstValue("Content-Length").isPresent());
            try (BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                JsonNode row = row(lines.readLine());
                write(OWNER, "later", change -> change.audited("", "not in the export"));
                String line = "";
                while (line != null) {
                    numbers.add(row.path("seq").longValue());
                    line = lines.readLine();
                    row = line == null ? row : row(line);
                }
                lastAction = row.path("action").stringValue();
            }
        }
        assertEquals(LongStream.rangeClosed(1, 20_001).boxed().toList(), numbers);
        assertEquals("audit.export", lastAction);
        assertEquals(
                "later",
                rows("?limit=1&kind=local&action=later").getFirst().path("action").stringValue());
        assertEquals("{\"rows\":20004,\"intact\":true}", text(audit("/verify")));
    }

    private static JsonNode row(String line) {
        return Json.read(line.getBytes(StandardCharsets.UTF_8));
    }

    private static String type(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    }

    private static List<JsonNode> jsonl(HttpResponse<byte[]> answer) {
        return text(answer).lines().map(AuditExportFlowTest::row).toList();
    }

    private static List<List<String>> csv(HttpResponse<byte[]> answer) {
        try (var lines =
                new CsvMapper()
                        .readerForListOf(String.class)
                        .with(CsvReadFeature.WRAP_AS_ARRAY)
                        .<List<String>>readValues(answer.body())) {
            return lines.readAll();
        }
    }
}
