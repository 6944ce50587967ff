package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mos.token.secret.SecretText;
import mos.token.testkit.Answer;
import mos.token.testkit.FakeHost;
import mos.token.testkit.Fault;
import mos.token.testkit.HostRules;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.Recorded;
import mos.token.testkit.TestApp;
import mos.token.testkit.Violations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Codeberg, and a Forgejo whose host was entered, through the gateway.
class ForgejoFlowTest {
    private static final String OWN = "git.example.org";
    private static final String AT_CODEBERG = "c0de".repeat(10);
    private static final String AT_OWN = "f02e".repeat(10);
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir private Path temp;

    private final Violations violations = new Violations();
    private final FakeHost codeberg = host("codeberg.org", AT_CODEBERG);
    private final FakeHost own = host(OWN, AT_OWN);
    private TestApp app;
    private SecretText reader;

    private FakeHost host(String name, String token) {
        return FakeHost.start(
                name, HostRules.gatewayReads(), violations, (r, _) -> answer(name, token, r));
    }

    /// A server with a public and a private repository.
    private Answer answer(String host, String token, Recorded request) {
        boolean known = request.header("Authorization").isPresent();
        if (known && !request.header("Authorization").orElse("").equals("token " + token)) {
            violations.add(host + ": a credential nobody gave for this host");
        }
        String path = request.path().replaceFirst("^/api/v1/repos", "");
        if (path.startsWith("/o/priv") && !known) {
            return Answer.json(404, "{\"message\":\"not found\"}");
        }
        return switch (path) {
            case "/o/pub", "/o/priv" ->
                    Answer.json(
                            200,
                            "{\"private\":%b,\"permissions\":{\"push\":%b}}"
                                    .formatted(path.equals("/o/priv"), known));
            case "/o/pub/releases" ->
                    Answer.json(200, "[{\"draft\":" + known + "}]")
                            .with(
                                    "Link",
                                    "<https://%s/api/v1/repos/o/pub/releases?page=2>; rel=\"next\""
                                            .formatted(host));
            case "/o/pub/raw/branch/main/a.txt",
                    "/o/pub/raw/a.txt",
                    "/o/pub/raw/commit/" + COMMIT + "/a.txt",
                    "/o/priv/raw/branch/main/a.txt",
                    "/o/pub/archive/main.tar.gz",
                    "/o/pub/releases/download/v1/tool" ->
                    Answer.bytes(200, "text/plain", (host + path).getBytes(StandardCharsets.UTF_8));
            case "/o/pub/raw/branch/main/away" ->
                    Answer.redirect(302, "https://s3.evil.example/a?sig=x");
            case "/api/v1/user" ->
                    known
                            ? Answer.json(200, "{\"login\":\"alice\"}")
                            : Answer.json(401, "{\"message\":\"token is required\"}");
            default -> Answer.json(404, "{\"message\":\"not found\"}");
        };
    }

    @BeforeEach
    void start() {
        app =
                TestApp.in(temp)
                        .upstream("codeberg.org", URI.create(codeberg.base()))
                        .upstream(OWN, URI.create(own.base()))
                        .start();
        reader =
                app.createToken(
                        "reader", "{\"mode\":\"custom\",\"resources\":{\"github\":\"read\"}}");
        app.storeServiceTokens(
                "{\"codeberg\":\"%s\",\"gitea\":\"%s:%s\"}".formatted(AT_CODEBERG, OWN, AT_OWN));
        app.local("GET", "/api/v1/mos/validatetokens");
        app.clock().move(Duration.ofSeconds(1));
        codeberg.forget();
        own.forget();
    }

    @AfterEach
    void stop() {
        app.close();
        codeberg.close();
        own.close();
        violations.assertClean();
        LeakSearch leaks = new LeakSearch().plant("token", AT_CODEBERG).plant("token", AT_OWN);
        leaks.assertNowhere(app.data());
        leaks.assertNotIn(app.answers());
    }

    private HttpResponse<byte[]> get(String path) {
        return app.ask("GET", app.gateway().resolve("/" + path), null, null);
    }

    private HttpResponse<byte[]> read(String path) {
        return app.ask("GET", app.gateway().resolve("/" + path), reader, null);
    }

    private static String text(HttpResponse<byte[]> answer) {
        assertEquals(200, answer.statusCode(), () -> new String(answer.body()));
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void apiAndFilesOfBothHosts() {
        for (String host : List.of("codeberg.org", OWN)) {
            String pub = host + "/api/v1/repos/o/pub";
            assertTrue(text(read(pub)).contains("\"push\":true"));
            assertTrue(text(get(pub)).contains("\"push\":false"), "asked as anybody");
            assertTrue(text(get(pub + "/releases")).contains("\"draft\":false"));
            HttpResponse<byte[]> page = read(pub + "/releases");
            assertTrue(text(page).contains("\"draft\":true"));
            assertEquals(
                    "<" + app.gateway() + "/" + pub + "/releases?page=2>; rel=\"next\"",
                    page.headers().firstValue("Link").orElse(""));
            for (String file :
                    List.of(
                            "/o/pub/raw/branch/main/a.txt",
                            "/o/pub/archive/main.tar.gz",
                            "/o/pub/releases/download/v1/tool")) {
                assertEquals(host + file, text(get(host + file)));
                assertEquals(host + file, text(get(host + file)), "from the cache");
                assertEquals(host + file, text(read(host + file)));
            }
            assertEquals(host + "/o/pub/raw/a.txt", text(get(pub + "/raw/a.txt")));
        }
        assertEquals(2, codeberg.count("GET", "/tool"), "once for each: it may see more");
    }

    @Test
    void whatIsPrivateNeedsAnAdminToken() {
        for (String path :
                List.of(OWN + "/api/v1/repos/o/priv", OWN + "/o/priv/raw/branch/main/a.txt")) {
            assertEquals(200, read(path).statusCode(), path);
            assertEquals(401, get(path).statusCode(), path);
        }
        for (String path :
                List.of(
                        "api/v1/user",
                        "api/v1/user/repos",
                        "api/v1/admin/users",
                        "api/v1/repos/search",
                        "api/v1/repos/o/pub/keys",
                        "api/v1/repos/o/pub/collaborators",
                        "api/v1/repos/o/pub/hooks",
                        "api/v1/repos/o/none")) {
            HttpResponse<byte[]> refused = get("codeberg.org/" + path);
            assertEquals(401, refused.statusCode(), path);
        }
        assertEquals(0, codeberg.count(r -> r.header("Authorization").isPresent()));
        assertTrue(text(read("codeberg.org/api/v1/user")).contains("alice"));
    }

    @Test
    void theWindowAndACommit() {
        String branch = "codeberg.org/o/pub/raw/branch/main/a.txt";
        String commit = "codeberg.org/o/pub/raw/commit/" + COMMIT + "/a.txt";
        String releases = "codeberg.org/api/v1/repos/o/pub/releases";
        for (int round = 1; round <= 2; round++) {
            for (String path : List.of(branch, commit, releases)) {
                text(read(path));
                text(read(path));
            }
            assertEquals(round, codeberg.count("GET", "/branch/main/a.txt"));
            assertEquals(round, codeberg.count("GET", "/releases"));
            assertEquals(1, codeberg.count("GET", COMMIT + "/a.txt"));
            app.clock().move(Duration.ofSeconds(61));
        }
        codeberg.breakWith(new Fault.Down());
        for (String path : List.of(branch, releases)) {
            assertTrue(read(path).headers().firstValue("Warning").isPresent(), path);
        }
        assertFalse(read(commit).headers().firstValue("Warning").isPresent());
    }

    @Test
    void aLimitIsObeyed() {
        codeberg.breakWith(new Fault.Says(429));
        for (String path : List.of("pub", "pub/releases", "pub/tags")) {
            HttpResponse<byte[]> limited = read("codeberg.org/api/v1/repos/o/" + path);
            assertEquals(429, limited.statusCode());
            assertTrue(limited.headers().firstValueAsLong("Retry-After").orElse(0) >= 60);
        }
        assertEquals(1, codeberg.requests().size());
        assertEquals(200, read(OWN + "/api/v1/repos/o/pub").statusCode());
    }

    /// D-15, D-16, D-17: no host but the two, and no redirect away from them.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "codeberg.org.evil/o/pub/archive/main.tar.gz",
                "evil.codeberg.org/api/v1/repos/o/pub",
                "CODEBERG.ORG/api/v1/repos/o/pub",
                "codeberg.org./api/v1/repos/o/pub",
                "codeberg%2Eorg/api/v1/repos/o/pub",
                "codeberg.org:443/api/v1/repos/o/pub",
                "codeberg.org%40evil/api/v1/repos/o/pub",
                "alice@codeberg.org/api/v1/repos/o/pub",
                "gitea.com/api/v1/repos/o/pub",
                "169.254.169.254/api/v1/repos/o/pub",
                "localhost/api/v1/repos/o/pub",
                "git.example.org.evil/api/v1/repos/o/pub",
            })
    void otherHostsAreNotServed(String path) {
        assertEquals(404, read(path).statusCode());
        assertEquals(0, codeberg.requests().size() + own.requests().size());
    }

    @Test
    void redirectsElsewhereAreNotFollowed() {
        HttpResponse<byte[]> refused = read(OWN + "/o/pub/raw/branch/main/away");
        assertEquals(502, refused.statusCode());
        assertFalse(new String(refused.body(), StandardCharsets.UTF_8).contains("sig="));
        assertTrue(refused.headers().firstValue("Location").isEmpty());
    }

    @Test
    void anEnteredHostThatIsGoneIsServedNoMore() {
        assertEquals(200, read(OWN + "/api/v1/repos/o/pub").statusCode());
        app.storeServiceTokens("{\"gitea\":\"\"}");
        assertEquals(404, read(OWN + "/api/v1/repos/o/pub").statusCode());
        assertEquals(
                405,
                app.ask(
                                "POST",
                                app.gateway().resolve("/codeberg.org/api/v1/repos/o/pub"),
                                reader,
                                "{}")
                        .statusCode());
    }
}
