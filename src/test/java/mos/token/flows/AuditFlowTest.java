package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import mos.token.access.Caller;
import mos.token.access.Change;
import mos.token.access.Permissions;
import mos.token.secret.SecretText;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The audit trail in pages, filtered, and checked, over HTTP.
class AuditFlowTest extends AuditFlow {
    @Test
    void pagesHaveNeitherGapsNorRepeatsWhileRowsAreAppended() {
        write(OWNER, "test", change -> many(change, 250));
        List<Long> seen = new ArrayList<>();
        Optional<URI> next = Optional.of(app.admin().resolve(AUDIT + "?limit=40&q=r%26w+%2B"));
        int pages = 0;
        while (next.isPresent()) {
            HttpResponse<byte[]> page = app.ask("GET", next.get(), app.localToken(), null);
            assertEquals(200, page.statusCode(), () -> text(page));
            List<JsonNode> rows = rows(page);
            assertTrue(rows.size() <= 40);
            seen.addAll(numbers(rows));
            next = next(page);
            pages++;
            write(OWNER, "test", change -> many(change, 7));
        }
        assertEquals(7, pages);
        assertEquals(250, seen.size());
        assertEquals(LongStream.range(0, 250).mapToObj(i -> seen.getFirst() - i).toList(), seen);

        // The other way, as a program follows the trail: after the last row that it has.
        List<Long> followed = new ArrayList<>();
        next = Optional.of(app.admin().resolve(AUDIT + "?limit=90&action=test&after=0"));
        while (next.isPresent()) {
            HttpResponse<byte[]> page = app.ask("GET", next.get(), app.localToken(), null);
            followed.addAll(numbers(rows(page)));
            next = next(page);
        }
        assertEquals(followed.stream().distinct().sorted().toList(), followed);
        assertEquals(250 + 7 * 7, followed.size());
        assertEquals(List.of(5L, 6L), numbers(rows("?after=4&before=7")));
        assertEquals(List.of(), rows("?after=999999999999999999"));
        assertEquals(List.of(), rows("?before=0"));
        assertEquals(100, rows("").size());
    }

    private static void many(Change change, int count) {
        for (int i = 0; i < count; i++) {
            change.audited("subject", "a r&w +");
        }
    }

    private Optional<URI> next(HttpResponse<byte[]> page) {
        return page.headers()
                .firstValue("Link")
                .map(link -> {
                    assertTrue(link.matches("<[^>]*>; rel=\"next\""), link);
                    return app.admin().resolve(link.substring(1, link.indexOf('>')));
                });
    }

    @Test
    void eachFilterLeavesWhatItNames() {
        Instant start = app.clock().instant();
        Caller ci = holder("17", "ci", "192.0.2.7");
        Caller named17 = holder("18", "17", "192.0.2.8");
        write(ci, "admin-token.create", change -> change.audited("41", "100% of 'a_b'"));
        app.clock().move(Duration.ofHours(1));
        write(named17, "admin-token.delete", change -> change.audited("42", "1000 of 'axb'"));
        write(
                new Caller.Session(
                        "s9", "Ärger!", null, 0, true, Permissions.full(), "2001:db8::1"),
                "admin-token-like",
                change -> change.audited("admin-token.create", ""));
        app.clock().move(Duration.ofDays(2));
        refuse("audit:read", "unknown", "", "203.0.113.9");
        app.app().signInLink();

        assertFound("create", "action=admin-token.create");
        assertFound("create delete", "action=admin-token.*");
        assertFound("create delete", "caller=17");
        assertFound("create", "caller=ci");
        assertFound("delete", "subject=42");
        assertFound("like", "kind=session");
        assertFound("create delete", "kind=token");
        assertFound("refused", "kind=anonymous");
        assertFound("new-link", "kind=product");
        assertFound("delete", "address=192.0.2.8");
        assertFound("refused", "address=203.0.113.0/24");
        assertFound("create like", "q=TOKEN.CREATE");
        assertFound("like", "q=ÄRGER!");
        assertFound("", "q=Ärger_");
        assertFound("create", "q=100%");
        assertFound("create", "q=A_B");
        assertFound("delete", "q=axb");
        assertFound("", "q=nobody said this");
        assertFound("create", "kind=token", "caller=17", "address=192.0.2.7");
        assertFound("create", "until=" + start.plusSeconds(1), "action=admin-*");
        assertFound("delete like", "since=" + start.plusSeconds(1), "action=admin-*");
        assertFound("", "since=" + start.plusSeconds(1), "until=" + start.plusSeconds(2));
        String day = start.toString().substring(0, 10);
        String last = start.plus(Duration.ofDays(2).plusHours(1)).toString().substring(0, 10);
        assertFound("create", "since=" + day, "until=" + day, "subject=41");
        assertFound("refused", "since=" + last, "until=" + last, "kind=anonymous");
        assertEquals(
                "{\"seq\":1,\"at\":\"%s\",\"callerKind\":\"token\",\"callerId\":\"17\",\"callerName\":\"ci\",\"address\":\"192.0.2.7\",\"action\":\"admin-token.create\",\"subject\":\"41\",\"detail\":\"100%% of 'a_b'\"}"
                        .formatted(
                                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
                                        .withZone(ZoneOffset.UTC)
                                        .format(start)),
                rows("?subject=41").getFirst().toString());
    }

    /// @param ends the last words of the actions expected, the oldest first
    private void assertFound(String ends, String... filters) {
        List<String> parameters = new ArrayList<>();
        for (String filter : filters) {
            String[] pair = filter.split("=", 2);
            parameters.add(pair[0] + "=" + URLEncoder.encode(pair[1], StandardCharsets.UTF_8));
        }
        List<String> found =
                rows("?" + String.join("&", parameters)).reversed().stream()
                        .map(row ->
                                row.path("action")
                                        .stringValue()
                                        .replaceFirst("^.*[.-](?!link)", ""))
                        .toList();
        assertEquals(ends, String.join(" ", found), String.join("&", filters));
    }

    @Test
    void whatIsNotUnderstoodIsRefusedByName() {
        String times = "must be a date (of UTC) or a moment, as in 2026-11-23";
        Map<String, String> wrong =
                Map.ofEntries(
                        Map.entry("actoin=x", "unknown parameter actoin; known are: action,"),
                        Map.entry("%61ction=x", "unknown parameter; known are: action,"),
                        Map.entry("action=", "action is empty"),
                        Map.entry("caller", "caller is empty"),
                        Map.entry("kind=token&kind=local", "kind is given twice"),
                        Map.entry("action=*.create", "'*' only at its end"),
                        Map.entry("kind=robot", "token, session, mos, local, product, anonymous"),
                        Map.entry("since=yesterday", "since " + times),
                        Map.entry("until=2026-02-30", "until " + times),
                        Map.entry("since=%2B1000000-01-01T00:00:00Z", "since " + times),
                        Map.entry("since=2026-01-02&until=2026-01-01", "since must be before"),
                        Map.entry("before=-1", "before must be a whole number, from 0"),
                        Map.entry(
                                "after=9999999999999999999",
                                "after must be a whole number, from 0"),
                        Map.entry("limit=0", "limit must be a whole number, 1 to 1000"),
                        Map.entry("limit=1001", "limit must be a whole number, 1 to 1000"),
                        Map.entry("limit=ten", "limit must be a whole number, 1 to 1000"),
                        Map.entry("format=xml", "format must be one of: json, jsonl, csv"),
                        Map.entry("q=" + "x".repeat(201), "q must have at most 200 characters"),
                        Map.entry("q=%ff", "percent-encoded"));
        wrong.forEach((query, problem) -> {
            HttpResponse<byte[]> answer = audit("?" + query);
            assertEquals(400, answer.statusCode(), query);
            String said = TestApp.json(answer).path("detail").stringValue();
            assertTrue(said.contains(problem), query + ": " + said);
        });
        String pasted = token("pasted", "null").exposeText();
        assertEquals(400, audit("?" + pasted + "=1").statusCode());
        assertNothingLeaked();
    }

    @Test
    void onlyWhoMayReadTheTrailSeesItAndTheReadIsInIt() {
        SecretText readonly = token("readonly", "{\"mode\":\"readonly\"}");
        SecretText others =
                token("others", "{\"mode\":\"custom\",\"resources\":{\"auth\":\"write\"}}");
        SecretText auditor =
                token("auditor", "{\"mode\":\"custom\",\"resources\":{\"audit\":\"read\"}}");
        for (String path : List.of(AUDIT, AUDIT + "?format=csv", AUDIT + "/verify")) {
            assertEquals(401, ask("GET", path, null, null).statusCode(), path);
            assertEquals(403, ask("GET", path, readonly, null).statusCode(), path);
            assertEquals(403, ask("GET", path, others, null).statusCode(), path);
            assertEquals(200, ask("GET", path, auditor, null).statusCode(), path);
        }
        assertEquals(
                List.of("audit.verify", "audit.export", "audit.list"),
                rows("?caller=auditor").stream()
                        .map(row -> row.path("action").stringValue())
                        .toList());
        app.restart(); // writes the refusals that were counted
        assertEquals(
                List.of("insufficient permissions, 3 times", "insufficient permissions, 3 times"),
                rows("?action=refused&q=insufficient").stream()
                        .map(row -> row.path("detail").stringValue())
                        .toList());
        assertNothingLeaked();
    }

    /// Whatever names tokens and addresses; of a token that does not exist nothing was seen.
    @Test
    void whoLooksAtTokensAndNoticesIsInTheTrail() {
        SecretText looker =
                token("looker", "{\"mode\":\"custom\",\"resources\":{\"auth\":\"read\"}}");
        String id = id("looker");
        for (String path : List.of(BASE, BASE + "/" + id, BASE + "/1", "/api/v1/notices")) {
            for (int i = 0; i < 2; i++) { // the second time it is a count
                ask("GET", path, looker, null);
            }
        }
        assertEquals(
                List.of("notice.list ", "admin-token.show " + id, "admin-token.list "),
                rows("?caller=looker").stream()
                        .map(row ->
                                row.path("action").stringValue()
                                        + " "
                                        + row.path("subject").stringValue())
                        .toList());
        assertNothingLeaked();
    }

    @Test
    void aBrokenChainIsFound() {
        write(OWNER, "test", change -> many(change, 9));
        HttpResponse<byte[]> intact = audit("/verify");
        assertEquals("{\"rows\":10,\"intact\":true}", text(intact));
        tamper("update audit set subject = 'other' where seq = 4");
        assertEquals("{\"intact\":false,\"firstBroken\":4}", text(audit("/verify")));
    }
}
