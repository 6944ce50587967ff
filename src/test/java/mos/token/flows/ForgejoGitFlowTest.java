package mos.token.flows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mos.token.secret.SecretText;
import mos.token.testkit.Answer;
import mos.token.testkit.Eventually;
import mos.token.testkit.FakeHost;
import mos.token.testkit.Fault;
import mos.token.testkit.GitClient;
import mos.token.testkit.GitServer;
import mos.token.testkit.HostRules;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.TestApp;
import mos.token.testkit.Violations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real git through the gateway to Codeberg and to a Forgejo whose host was entered.
class ForgejoGitFlowTest {
    private static final String OWN = "git.example.org";
    private static final String AT_CODEBERG = "c0de".repeat(10);
    private static final String NEW_AT_CODEBERG = "c1de".repeat(10);
    private static final String AT_OWN = "f02e".repeat(10);

    @TempDir private Path temp;
    @TempDir private Path clones;

    private final Violations violations = new Violations();
    private final GitServer atCodeberg = GitServer.forGateway().allow(AT_CODEBERG);
    private final GitServer atOwn = GitServer.forGateway().allow(AT_OWN);
    private final FakeHost codeberg = host("codeberg.org", atCodeberg);
    private final FakeHost own = host(OWN, atOwn);
    private TestApp app;
    private SecretText reader;

    private FakeHost host(String name, GitServer git) {
        git.publicRepository("o/pub", "where", name);
        git.privateRepository("o/priv", "where", name + " hidden");
        return FakeHost.start(
                name,
                HostRules.gatewayGit(),
                violations,
                (request, body) ->
                        switch (request.path()) {
                            case "/api/v1/repos/o/pub" -> Answer.json(200, "{\"private\":false}");
                            case "/api/v1/user" -> Answer.json(200, "{\"login\":\"alice\"}");
                            default ->
                                    request.path().startsWith("/api/")
                                            ? Answer.json(404, "{\"message\":\"not found\"}")
                                            : git.answer(request, body);
                        });
    }

    @BeforeEach
    void start() {
        app = TestApp.in(temp).upstreams(List.of(codeberg.upstream(), own.upstream())).start();
        reader =
                app.createToken(
                        "reader", "{\"mode\":\"custom\",\"resources\":{\"github\":\"read\"}}");
        app.storeServiceTokens(
                "{\"codeberg\":\"%s\",\"gitea\":\"%s:%s\"}".formatted(AT_CODEBERG, OWN, AT_OWN));
    }

    @AfterEach
    void stop() {
        app.close();
        List.of(codeberg, own).forEach(FakeHost::close);
        List.of(atCodeberg, atOwn).forEach(GitServer::close);
        violations.assertClean();
        atCodeberg.assertClean();
        atOwn.assertClean();
        LeakSearch leaks =
                new LeakSearch()
                        .plant("Codeberg token", AT_CODEBERG)
                        .plant("new Codeberg token", NEW_AT_CODEBERG)
                        .plant("Forgejo token", AT_OWN)
                        .plant("reader", reader.exposeUtf8());
        leaks.assertNowhere(app.data());
        leaks.assertNotIn(app.answers());
    }

    /// A token that waits to be sent while another one is entered was refused by nobody: it must
    /// stay, should the new one be none.
    @Test
    void aTokenThatIsReplacedWhileItWaitsIsNotTakenForRefused() throws Exception {
        app.local("GET", "/api/v1/mos/validatetokens");
        Fault.Gate gate = new Fault.Gate();
        codeberg.breakWith(
                new Fault.Says(429, "text/plain", "slow", Map.of("Retry-After", "3")),
                r -> r.path().endsWith("/info/refs"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            URI refs =
                    URI.create(
                            app.gateway()
                                    + "/codeberg.org/o/priv.git/info/refs"
                                    + "?service=git-upload-pack");
            Future<HttpResponse<byte[]>> waiting =
                    threads.submit(() -> app.ask("GET", refs, reader, null));
            assertTrue(
                    Eventually.holdsWithin(
                            Duration.ofSeconds(20),
                            () -> codeberg.count("GET", "/info/refs") == 1));
            codeberg.heal();
            codeberg.breakWith(new Fault.Hold(gate), r -> r.path().equals("/api/v1/user"));
            app.storeServiceTokens("{\"codeberg\":\"" + NEW_AT_CODEBERG + "\"}");
            app.clock().move(Duration.ofSeconds(10));
            assertNotEquals(200, waiting.get().statusCode());
        }
        String audit = new String(app.local("GET", "/api/v1/audit").body(), UTF_8);
        codeberg.heal();
        assertTrue(audit.contains("service-token.put"), audit);
        assertFalse(audit.contains("service-token.refused"), audit);
    }

    @Test
    void eachHostIsClonedWithItsOwnToken() throws IOException {
        try (GitClient anonymous = new GitClient();
                GitClient known = new GitClient().login("x", reader.exposeText())) {
            for (String host : List.of("codeberg.org", OWN)) {
                String base = app.gateway() + "/" + host + "/o/";
                Path into = clones.resolve(host);
                anonymous.cloneOf(base + "pub.git", into.resolve("pub")).ok();
                assertEquals(host, Files.readString(into.resolve("pub/where")));
                assertFalse(
                        (host.equals(OWN) ? own : codeberg)
                                .requests().stream()
                                        .filter(r -> r.path().startsWith("/o/"))
                                        .anyMatch(r -> r.header("Authorization").isPresent()),
                        "a stranger is lent no token");
                assertNotEquals(0, anonymous.cloneOf(base + "priv", into.resolve("no")).exit());
                known.cloneOf(base + "priv.git", into.resolve("priv")).ok();
                assertEquals(host + " hidden", Files.readString(into.resolve("priv/where")));
            }
            assertNotEquals(
                    0,
                    known.cloneOf(app.gateway() + "/gitea.com/o/pub.git", clones.resolve("other"))
                            .exit());
        }
    }
}
