package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import mos.token.StartProblem;
import mos.token.access.Access;
import mos.token.config.Config;
import mos.token.keys.Keys;
import mos.token.notify.NewNotice;
import mos.token.notify.Notices;
import mos.token.notify.Severity;
import mos.token.secret.SecretText;
import mos.token.store.Database;
import mos.token.testkit.Eventually;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.SettableClock;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Notices that an earlier process raised, through the product's own doors.
class NoticeFlowTest {
    private static final String BASE = "/api/v1/notices";
    private static final SecretText KEY = SecretText.of("S1GN-" + "k".repeat(27) + "-key");
    private static final Instant AT = Instant.parse("2026-11-23T20:50:58.100Z");

    @TempDir Path directory;

    @Test
    void noticesAreListedPageByPageAndDismissed() throws Exception {
        raise(Config.Delivery.NONE, "admin-token.expiring", "quota.low", "admin-token.unused");
        try (TestApp app = TestApp.start(directory)) {
            JsonNode all = TestApp.json(app.local("GET", BASE));
            assertEquals(List.of(3L, 2L, 1L), ids(all));
            assertEquals(
                    "{\"id\":1,\"key\":\"admin-token.expiring:1\",\"kind\":\"admin-token.expiring\","
                            + "\"severity\":\"warning\",\"title\":\"A title\",\"message\":\"A sentence.\","
                            + "\"subject\":\"s1&2\",\"createdAt\":\"2026-11-23T20:50:58.100Z\","
                            + "\"lastAt\":\"2026-11-23T20:50:58.100Z\",\"times\":1}",
                    all.path(2).toString());

            HttpResponse<byte[]> first = app.local("GET", BASE + "?limit=1&kind=admin-token");
            assertEquals(List.of(3L), ids(TestApp.json(first)));
            String link = first.headers().firstValue("Link").orElseThrow();
            assertTrue(link.endsWith(">; rel=\"next\""), link);
            HttpResponse<byte[]> second = app.local("GET", link.substring(1, link.indexOf('>')));
            assertEquals(List.of(1L), ids(TestApp.json(second)));
            assertTrue(second.headers().firstValue("Link").isEmpty());
            assertEquals(
                    List.of(3L, 2L, 1L),
                    ids(TestApp.json(app.local("GET", BASE + "?subject=s1%262&state=all"))));

            assertEquals(200, app.local("PUT", BASE + "/2/dismiss").statusCode());
            assertEquals(200, app.local("PUT", BASE + "/2/dismiss").statusCode());
            assertEquals(List.of(3L, 1L), ids(TestApp.json(app.local("GET", BASE))));
            JsonNode dismissed = TestApp.json(app.local("GET", BASE + "?state=dismissed"));
            assertEquals(List.of(2L), ids(dismissed));
            assertFalse(dismissed.path(0).path("dismissedAt").asString("").isEmpty());

            HttpResponse<byte[]> rest = app.local("PUT", BASE + "/dismiss");
            assertEquals(
                    "{\"success\":true,\"message\":\"Notices dismissed\",\"dismissed\":2}",
                    text(rest));
            assertEquals("[]", text(app.local("GET", BASE)));
        }
    }

    @Test
    void anUnknownIdIs404() throws Exception {
        try (TestApp app = TestApp.start(directory)) {
            for (String id : List.of("7", "0", "-1", "x", "9".repeat(30))) {
                HttpResponse<byte[]> answer = app.local("PUT", BASE + "/" + id + "/dismiss");
                assertEquals(404, answer.statusCode(), id);
                assertTrue(text(answer).contains("There is no notice of that id"), id);
            }
        }
    }

    @Test
    void aBadParameterIsNamedWithWhatItMayBe() {
        String state = "state must be one of: open, dismissed, all";
        String limit = "limit must be a whole number, 1 to 1000";
        String before = "before must be a whole number, from 1";
        String kind =
                "kind must be what a kind begins with, as in admin-token: at most 60 of a-z,"
                        + " 0-9, '-' and '.'";
        Map<String, String> problems =
                Map.of(
                        "state=closed", state,
                        "limit=0", limit,
                        "limit=1001", limit,
                        "limit=4294967297", limit,
                        "limit=many", limit,
                        "before=0", before,
                        "before=-1", before,
                        "before=", "before is empty: give it a value, or leave it out",
                        "kind=a%25", kind);
        try (TestApp app = TestApp.start(directory)) {
            problems.forEach((query, problem) -> {
                HttpResponse<byte[]> answer = app.local("GET", BASE + "?" + query);
                assertEquals(400, answer.statusCode(), query);
                assertEquals(problem, TestApp.json(answer).path("detail").stringValue());
            });
        }
    }

    @Test
    void onlyWhoMaySeeTokensMaySeeNotices() throws Exception {
        raise(Config.Delivery.NONE, "admin-token.expiring");
        try (TestApp app = TestApp.start(directory)) {
            SecretText readonly = app.createToken("readonly", "{\"mode\":\"readonly\"}");
            SecretText reader =
                    app.createToken(
                            "reader", "{\"mode\":\"custom\",\"resources\":{\"auth\":\"read\"}}");
            assertEquals(401, status(app, "GET", "", null));
            assertEquals(403, status(app, "GET", "", readonly));
            assertEquals(200, status(app, "GET", "", reader));
            assertEquals(403, status(app, "PUT", "/1/dismiss", reader));
            assertEquals(403, status(app, "PUT", "/dismiss", reader));
            assertEquals(1, TestApp.json(app.local("GET", BASE)).size());
        }
    }

    @Test
    void whatAnEarlierProcessDidNotSendIsSentSignedAndShowsNoSecret() throws Exception {
        List<String> posted = new CopyOnWriteArrayList<>();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    posted.add(
                            exchange.getRequestHeaders().getFirst("X-Mos-Signature") + " " + body);
                    exchange.sendResponseHeaders(204, -1);
                });
        URI nobody = URI.create("http://127.0.0.1:1/" + "W3BH00K-in-the-path");
        raise(new Config.Delivery(nobody, null, null), "admin-token.expiring");
        server.start();
        Config.Delivery delivery =
                new Config.Delivery(
                        URI.create(
                                "http://127.0.0.1:%d/W3BH00K-in-the-path"
                                        .formatted(server.getAddress().getPort())),
                        keyFile("rw-------"),
                        null);
        LeakSearch leaks =
                new LeakSearch()
                        .plant("the signing key", KEY.exposeUtf8())
                        .plant("the webhook's path", "W3BH00K-in-the-path");
        try (TestApp app = TestApp.in(directory).delivery(delivery).start()) {
            app.clock().move(Duration.ofHours(2));
            app.restart();
            // At least once: the stop may fall between the answer and its being noted.
            Eventually.within(Duration.ofSeconds(10), () -> !posted.isEmpty());
            assertTrue(posted.getFirst().startsWith("sha256="), posted.getFirst());
            assertTrue(posted.getFirst().contains("\"at\":\"2026-11-23T20:50:58.100Z\""));
            app.local("GET", BASE + "?state=all");
            leaks.assertNotIn(app.answers());
        } finally {
            server.stop(0);
        }
        leaks.assertNowhere(directory.resolve("data"));
        leaks.assertNotIn(delivery.toString());
    }

    @Test
    void aKeyThatOthersCanReadStopsTheStart() throws Exception {
        Config.Delivery delivery =
                new Config.Delivery(URI.create("http://127.0.0.1:1/"), keyFile("rw-r--r--"), null);
        StartProblem problem =
                assertThrows(
                        StartProblem.class, () -> TestApp.in(directory).delivery(delivery).start());
        assertEquals(
                "notify.webhook-key-file %s is open to others: run chmod 600 %s"
                        .formatted(delivery.webhookKeyFile(), delivery.webhookKeyFile()),
                problem.getMessage());
    }

    /// Raises one notice of each kind, in a process that ends before it could send them.
    private void raise(Config.Delivery delivery, String... kinds) throws Exception {
        Path data = Files.createDirectories(directory.resolve("data"));
        Path masterKey = directory.resolve("config").resolve("master.key");
        SettableClock clock = new SettableClock(AT);
        try (Database database = Database.open(data, () -> false)) {
            Keys keys = Keys.open(database, masterKey, new SecureRandom(), clock);
            try (Access access = new Access(database, keys, clock);
                    Notices notices = new Notices(database, access, delivery, clock)) {
                for (String kind : kinds) {
                    notices.raise(
                            new NewNotice(
                                    kind + ":1",
                                    kind,
                                    Severity.WARNING,
                                    "A title",
                                    "A sentence.",
                                    "s1&2"));
                }
            }
        }
    }

    private Path keyFile(String mode) throws Exception {
        Path file = Files.write(directory.resolve("hook.key"), KEY.exposeUtf8());
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static int status(TestApp app, String method, String path, SecretText token) {
        return app.ask(method, app.admin().resolve(BASE + path), token, null).statusCode();
    }

    private static List<Long> ids(JsonNode notices) {
        return notices.valueStream().map(notice -> notice.path("id").longValue()).toList();
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
