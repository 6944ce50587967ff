package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mos.token.content.Digest;
import mos.token.secret.SecretText;
import mos.token.testkit.Answer;
import mos.token.testkit.FakeHost;
import mos.token.testkit.GitClient;
import mos.token.testkit.GitServer;
import mos.token.testkit.HostRules;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.Recorded;
import mos.token.testkit.Run;
import mos.token.testkit.TestApp;
import mos.token.testkit.Violations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real git-lfs through the gateway to a Forgejo, which keeps large files itself and tells
/// clients to log in there.
class ForgejoLfsFlowTest {
    private static final String HOST = "git.example.org";
    private static final String TOKEN = "f02e".repeat(10);
    private static final String TEXT = "a large file";
    private static final String SHA256 = Digest.of(TEXT.getBytes(StandardCharsets.US_ASCII)).hex();

    @TempDir private Path temp;
    @TempDir private Path clones;

    private final Violations violations = new Violations();
    private final GitServer git = GitServer.forGateway().allow(TOKEN);
    private final FakeHost forgejo =
            FakeHost.start(HOST, HostRules.gatewayGit(), violations, this::answer);
    private volatile String storage = HOST;
    private TestApp app;
    private SecretText reader;

    private Answer answer(Recorded request, InputStream body)
            throws IOException, InterruptedException {
        String path = request.path();
        if (path.startsWith("/api/")) {
            return switch (path) {
                case "/api/v1/repos/o/pub" -> Answer.json(200, "{\"private\":false}");
                case "/api/v1/user" -> Answer.json(200, "{\"login\":\"alice\"}");
                default -> Answer.json(404, "{\"message\":\"not found\"}");
            };
        }
        boolean known = request.header("Authorization").isPresent();
        if (!path.contains("/info/lfs/")) {
            return git.answer(request, body);
        }
        if (path.startsWith("/o/priv.git/") && !known) {
            return Answer.empty(401);
        }
        if (request.isGet()) {
            return Answer.bytes(
                    200, "application/octet-stream", TEXT.getBytes(StandardCharsets.US_ASCII));
        }
        // As Forgejo says it: with the credential of whoever asks.
        String header =
                known
                        ? ",\"header\":{\"Authorization\":\"%s\"}"
                                .formatted(request.header("Authorization").orElseThrow())
                        : "";
        String repository = path.substring(0, path.indexOf("/info/"));
        return Answer.bytes(
                200,
                "application/vnd.git-lfs+json",
                ("{\"objects\":[{\"oid\":\"%s\",\"size\":%d,\"actions\":{\"download\":{\"href\":"
                                + "\"https://%s%s/info/lfs/objects/%s\"%s}}}]}")
                        .formatted(SHA256, TEXT.length(), storage, repository, SHA256, header)
                        .getBytes(StandardCharsets.US_ASCII));
    }

    @BeforeEach
    void start() {
        for (String name : List.of("o/pub", "o/priv")) {
            String attributes = "*.bin filter=lfs -text\n";
            if (name.equals("o/pub")) {
                git.publicRepository(name, ".gitattributes", attributes);
            } else {
                git.privateRepository(name, ".gitattributes", attributes);
            }
            git.commit(
                    name,
                    "large.bin",
                    "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n"
                            .formatted(SHA256, TEXT.length()));
        }
        app = TestApp.in(temp).upstreams(List.of(forgejo.upstream())).start();
        reader =
                app.createToken(
                        "reader", "{\"mode\":\"custom\",\"resources\":{\"github\":\"read\"}}");
        app.storeServiceTokens("{\"gitea\":\"%s:%s\"}".formatted(HOST, TOKEN));
    }

    @AfterEach
    void stop() {
        app.close();
        forgejo.close();
        git.close();
        violations.assertClean();
        git.assertClean();
        LeakSearch leaks =
                new LeakSearch().plant("Forgejo token", TOKEN).plant("reader", reader.exposeUtf8());
        leaks.assertNowhere(app.data());
        leaks.assertNotIn(app.answers());
    }

    private String url(String repository) {
        return app.gateway() + "/" + HOST + "/" + repository + ".git";
    }

    private boolean wasLentTheToken(String repository) {
        return forgejo.requests().stream()
                .filter(r -> r.path().startsWith("/" + repository + ".git/info/lfs/"))
                .anyMatch(r -> r.header("Authorization").isPresent());
    }

    private GitClient client() {
        GitClient client = new GitClient();
        client.run("lfs", "install", "--skip-repo").ok();
        return client;
    }

    @Test
    void largeFilesComeFromItsOwnHostWithItsToken() throws IOException {
        try (GitClient anonymous = client();
                GitClient known = client().login("x", reader.exposeText())) {
            anonymous.cloneOf(url("o/pub"), clones.resolve("pub")).ok();
            assertEquals(TEXT, Files.readString(clones.resolve("pub/large.bin")));
            assertFalse(wasLentTheToken("o/pub"), "a stranger is lent no token");
            assertNotEquals(0, anonymous.cloneOf(url("o/priv"), clones.resolve("no")).exit());
            known.cloneOf(url("o/priv"), clones.resolve("priv")).ok();
            assertEquals(TEXT, Files.readString(clones.resolve("priv/large.bin")));
            assertTrue(wasLentTheToken("o/priv"));
        }
    }

    @Test
    void filesOnAnotherHostAreNotFetched() {
        storage = "objects.example.net";
        try (GitClient known = client().login("x", reader.exposeText())) {
            Run.Result clone = known.cloneOf(url("o/priv"), clones.resolve("priv"));
            assertNotEquals(0, clone.exit());
            assertTrue(clone.err().contains("keeps it at objects.example.net"), clone.err());
        }
    }
}
