package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import mos.token.config.Config;
import mos.token.secret.SecretText;
import mos.token.testkit.Eventually;
import mos.token.testkit.Exposition;
import mos.token.testkit.RawHttp;
import mos.token.testkit.TestApp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Who may scrape, in which formats, and that each number is the one of what happened.
class MetricsFlowTest extends TokenFlow {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String REQUESTS = "mos_token_http_requests_total";
    private static final String CHECKS = "mos_token_checks_total";

    private HttpResponse<byte[]> scrape(@Nullable SecretText token, String... accept) {
        String[] headers = accept.length == 0 ? accept : new String[] {"Accept", accept[0]};
        return app.ask("GET", app.admin().resolve("/metrics"), token, null, headers);
    }

    private HttpResponse<byte[]> check(@Nullable SecretText token) {
        return ask("GET", "/check", token, null);
    }

    @Test
    void theTokenOfThePresetScrapesAndNoOther() {
        HttpResponse<byte[]> made =
                app.reveal(
                        "POST",
                        app.admin().resolve(BASE),
                        app.localToken(),
                        "{\"name\":\"prometheus\",\"preset\":\"prometheus\"}");
        SecretText prometheus =
                SecretText.of(TestApp.json(made).path("data").path("token").stringValue());
        leaks.plant("prometheus", prometheus.exposeUtf8());
        assertEquals(200, scrape(prometheus).statusCode());
        assertEquals(403, ask("GET", BASE, prometheus, null).statusCode());

        assertEquals(200, scrape(token("reads", "{\"mode\":\"readonly\"}")).statusCode());
        HttpResponse<byte[]> denied =
                scrape(token("other", "{\"mode\":\"custom\",\"resources\":{\"audit\":\"write\"}}"));
        assertEquals(403, denied.statusCode());
        assertEquals(
                "metrics:read",
                denied.headers().firstValue("X-Accepted-Permissions").orElseThrow());
        assertEquals(401, scrape(null).statusCode());
        assertEquals(401, scrape(SecretText.of("wrong")).statusCode());
        assertEquals(
                404,
                app.ask("GET", app.gateway().resolve("/metrics"), prometheus, null).statusCode());
        assertNothingLeaked();
    }

    @Test
    void bothFormatsSayTheSame() {
        String prometheus3 =
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
        Exposition text = Exposition.of(scrape(app.localToken()));
        Exposition open = Exposition.of(scrape(app.localToken(), prometheus3));
        for (String accept : List.of("*/*", "text/plain", "application/vnd.google.protobuf")) {
            HttpResponse<byte[]> answer = scrape(app.localToken(), accept);
            Exposition.of(answer);
            assertTrue(
                    answer.headers()
                            .firstValue("Content-Type")
                            .orElseThrow()
                            .startsWith("text/plain"));
        }
        assertEquals(described(text), described(open));
    }

    private static Map<String, String> described(Exposition exposition) {
        Map<String, String> described = new TreeMap<>();
        exposition
                .families()
                .forEach((name, family) -> {
                    // Which of the others there are depends on the collector's work so far.
                    if (name.startsWith("mos_token_")) {
                        described.put(name, family.type() + family.help() + family.labels());
                    }
                });
        described.remove(REQUESTS); // nothing was counted before the first scrape
        return described;
    }

    @Test
    void exactNumbersForExactCalls() {
        SecretText full = token("full", "null");
        SecretText ended = token("ended", "null");
        app.local("PUT", BASE + "/" + id("ended") + "/deactivate");
        Exposition before = Exposition.of(app);
        for (int i = 0; i < 3; i++) {
            assertEquals(200, check(full).statusCode());
        }
        assertEquals(200, ask("GET", "/check/behind/it", full, null).statusCode());
        assertEquals(401, check(ended).statusCode());
        assertEquals(401, check(SecretText.of("mos_" + "short")).statusCode());
        assertEquals(401, check(SecretText.of("a".repeat(64))).statusCode());
        assertEquals(401, check(null).statusCode());
        assertEquals(200, ask("GET", BASE + "/" + id("full"), full, null).statusCode());
        assertEquals(404, ask("GET", "/nothing", full, null).statusCode());

        assertRisen(
                CHECKS,
                before,
                Map.of(
                        "{verdict=\"valid\"}", 5.0,
                        "{verdict=\"inactive\"}", 1.0,
                        "{verdict=\"malformed\"}", 1.0,
                        "{verdict=\"unknown\"}", 1.0));
        assertRisen(
                REQUESTS,
                before,
                Map.of(
                        request("GET", "/check", "2xx"), 3.0,
                        request("GET", "/check/{path...}", "2xx"), 1.0,
                        request("GET", "/check", "4xx"), 4.0,
                        request("GET", BASE, "2xx"), 1.0, // the id
                        request("GET", BASE + "/{id}", "2xx"), 1.0,
                        request("GET", "none", "4xx"), 1.0));
        String fast =
                "mos_token_http_request_duration_seconds_count{lane=\"fast\",listener=\"admin\"}";
        Exposition after = Exposition.of(app);
        assertEquals(9, after.value(fast) - before.value(fast));
        assertEquals(2, after.value("mos_token_admin_tokens"));
        assertEquals(
                3,
                after.value("mos_token_refusals_total") - before.value("mos_token_refusals_total"));
        assertNothingLeaked();
    }

    @Test
    void whatIsWrittenIsCounted() {
        Exposition before = Exposition.of(app);
        token("one", "null");
        Exposition after = Exposition.of(app);
        for (String counter :
                List.of("mos_token_audit_rows_total", "mos_token_database_writes_total")) {
            assertEquals(1, after.value(counter) - before.value(counter), counter);
        }
        String seconds = "mos_token_database_write_seconds_total";
        assertTrue(after.value(seconds) > before.value(seconds));
        assertEquals(0, after.value("mos_token_sessions"));
    }

    @Test
    void theBytesOfBodiesAreCounted() {
        String sent = "mos_token_http_sent_bytes_total{listener=\"admin\"}";
        HttpResponse<byte[]> first = scrape(app.localToken());
        HttpResponse<byte[]> whole = app.local("GET", "/openapi.yaml");
        assertEquals(0, app.local("HEAD", "/openapi.yaml").body().length);
        assertEquals(
                Exposition.of(first).value(sent) + first.body().length + whole.body().length,
                Exposition.of(app).value(sent));
    }

    /// Nothing that strangers send makes a series of its own.
    @Test
    void hostileRequestsMakeNoSeries() {
        Exposition before = Exposition.of(app);
        for (int i = 0; i < 50; i++) {
            RawHttp.send(app.admin(), "GET", "/made/up/" + i);
            RawHttp.send(app.admin(), "BREW" + i, "/check");
            RawHttp.send(app.gateway(), "MAKE" + i, "/v2/a/manifests/x" + i);
            RawHttp.send(app.gateway(), "GET", "/host" + i + ".example/" + i);
            RawHttp.send(app.admin(), "GET", "/api/v1/auth/admin-tokens/" + i);
            RawHttp.send(app.admin(), "GET", "no path " + i);
        }
        assertRisen(
                REQUESTS,
                before,
                Map.of(
                        request("GET", "none", "4xx"), 100.0,
                        request("OTHER", "/check", "4xx"), 50.0,
                        request("GET", BASE + "/{id}", "4xx"), 50.0,
                        gateway("OTHER", "/v2/{rest...}", "4xx"), 50.0,
                        gateway("GET", "/{host}/{rest...}", "4xx"), 50.0));
        assertFalse(new String(scrape(app.localToken()).body()).contains("example"));
    }

    @Test
    void sessionsAreCountedWhileTheyLive() {
        SecretText full = token("full", "null");
        HttpResponse<byte[]> answer =
                app.reveal(
                        "POST",
                        app.admin().resolve("/sign-in"),
                        null,
                        "token=" + full.exposeText(),
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "Sec-Fetch-Site",
                        "same-origin");
        assertEquals(303, answer.statusCode());
        assertEquals(1, Exposition.of(app).value("mos_token_sessions"));
        app.clock().move(Duration.ofDays(400));
        assertEquals(0, Exposition.of(app).value("mos_token_sessions"));
    }

    @Test
    void noticesAndTheirWayOutAreCounted() {
        URI nobody = URI.create("http://127.0.0.1:1/");
        try (TestApp sending =
                TestApp.in(directory.resolve("sending"))
                        .delivery(new Config.Delivery(nobody, null, null))
                        .start()) {
            String series = "mos_token_notice_deliveries_total{channel=\"webhook\",result=\"%s\"}";
            String failed = series.formatted("failed");
            assertEquals(0, Exposition.of(sending).value("mos_token_notices_open"));
            assertEquals(0, Exposition.of(sending).value(failed));
            String soon = sending.clock().instant().plus(Duration.ofDays(40)).toString();
            sending.reveal(
                    "POST",
                    sending.admin().resolve(BASE),
                    sending.localToken(),
                    "{\"name\":\"soon\",\"expiresAt\":\"%s\"}".formatted(soon));
            sending.clock().move(Duration.ofDays(39));
            sending.restart(); // looks for tokens that end soon, at its end or its start
            sending.clock().move(Duration.ofHours(2));
            sending.restart(); // tries again what was tried before
            Eventually.within(
                    SOON,
                    "a notice that could not be sent",
                    () -> Exposition.of(sending).value(failed) == 1);
            assertEquals(1, Exposition.of(sending).value("mos_token_notices_open"));
            assertEquals(0, Exposition.of(sending).value(series.formatted("sent")));
        }
    }

    @Test
    void theProcessIsShown() {
        System.gc(); // makes a pause to be seen
        Eventually.within(
                SOON,
                "a pause of the collector",
                () -> Exposition.of(app).families().containsKey("jvm_gc_pause_seconds"));
        Set<String> names = Exposition.of(app).families().keySet();
        for (String name :
                List.of(
                        "jvm_memory_used_bytes",
                        "jvm_memory_max_bytes",
                        "jvm_threads_live_threads",
                        "process_cpu_time_ns_total",
                        "process_files_open_files",
                        "process_files_max_files",
                        "process_start_time_seconds",
                        "process_uptime_seconds")) {
            assertTrue(names.contains(name), name);
        }
    }

    private static String request(String method, String route, String status) {
        return series("admin", method, route, status);
    }

    private static String gateway(String method, String route, String status) {
        return series("gateway", method, route, status);
    }

    private static String series(String listener, String method, String route, String status) {
        return "{listener=\"%s\",method=\"%s\",route=\"%s\",status=\"%s\"}"
                .formatted(listener, method, route, status);
    }

    /// A reply is counted just after it was sent, so the last one may have to be waited for.
    private void assertRisen(String name, Exposition before, Map<String, Double> expected) {
        Eventually.holdsWithin(SOON, () -> expected.equals(risen(name, before)));
        assertEquals(expected, risen(name, before));
    }

    /// By how much each series has risen, without those of our own looks.
    private Map<String, Double> risen(String name, Exposition before) {
        Map<String, Double> risen = new TreeMap<>();
        Exposition.of(app)
                .counted(name)
                .forEach((series, value) -> {
                    double more = value - before.value(name + series);
                    if (more != 0 && !series.contains("/metrics")) {
                        risen.put(series, more);
                    }
                });
        return risen;
    }
}
