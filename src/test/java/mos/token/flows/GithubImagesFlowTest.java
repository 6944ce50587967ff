package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import mos.token.secret.SecretText;
import mos.token.testkit.DockerRegistry;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.Image;
import mos.token.testkit.Layers;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.TestApp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// ghcr.io with the GitHub token: a classic one opens its private packages; with a fine-grained
/// one, which ghcr.io takes for nothing, what is public is had without it.
class GithubImagesFlowTest {
    private static final String CLASSIC = "gh" + "p_" + "Wc5R".repeat(9);
    private static final String FINE = "github" + "_pat_" + "11ABCDE0" + "Vb7T".repeat(18);
    private static final String READS =
            "{\"mode\":\"custom\",\"resources\":{\"registry\":\"read\"}}";
    private static final Duration BELIEVED = Duration.ofMinutes(5);

    @TempDir Path directory;
    private final DockerRegistry content = DockerRegistry.open();
    private final FakeGitHub github =
            FakeGitHub.forGateway()
                    .classicToken("octo", CLASSIC, "read:packages")
                    .token("octo", FINE)
                    .images(content)
                    .privatePackage("octo/secret", "octo");
    private final LeakSearch leaks =
            new LeakSearch().plant("classic token", CLASSIC).plant("fine-grained token", FINE);
    private Image open;
    private TestApp app;
    private SecretText reader;

    @BeforeEach
    void start() {
        open = content.pushImage("octo/open", "1", Layers.random("open", 20_000, 1));
        content.pushImage("octo/secret", "1", Layers.random("secret", 20_000, 2));
        content.pushImage("octo/other", "1", Layers.file("a", "b"));
        app = TestApp.in(directory).upstreams(github.upstreams()).start();
        reader = app.createToken("reader", READS);
        leaks.plant("reader", reader.exposeUtf8());
    }

    @AfterEach
    void stop() {
        try {
            github.assertClean();
            github.plantInto(leaks);
            leaks.assertNotIn(app.answers());
            app.close();
            leaks.assertNowhere(directory.resolve("data"));
        } finally {
            app.close();
            github.close();
            content.close();
        }
    }

    private void store(String token) {
        app.storeServiceTokens("{\"github\":\"" + token + "\"}");
        app.local("GET", "/api/v1/mos/validatetokens");
        github.images().forget();
    }

    private HttpResponse<byte[]> get(String path, @Nullable SecretText token) {
        return app.ask("GET", app.gateway().resolve("/v2/ghcr.io/octo/" + path), token, null);
    }

    private void assertPulled(Image image, String name, @Nullable SecretText token) {
        HttpResponse<byte[]> manifest = get(name + "/manifests/1", token);
        assertEquals(200, manifest.statusCode());
        assertEquals(image.digest(), Layers.sha256(manifest.body()));
        String layer = image.parts().getFirst();
        assertEquals(layer, Layers.sha256(get(name + "/blobs/" + layer, token).body()));
    }

    private long logIns() {
        return github.images()
                .count(r -> r.path().equals("/token") && r.header("Authorization").isPresent());
    }

    private JsonNode notices() {
        String query = "?kind=service-token.not-for-images";
        return TestApp.json(app.local("GET", "/api/v1/notices" + query));
    }

    @Test
    void withoutATokenPublicPackagesAreHad() {
        assertPulled(open, "open", null);
        assertEquals(401, get("secret/manifests/1", null).statusCode());
        assertEquals(401, get("secret/manifests/1", reader).statusCode());
        assertEquals(401, get("nothing/manifests/1", reader).statusCode());
        assertEquals(1, github.imageBlobs().requests().size());
        assertEquals(0, logIns());
    }

    @Test
    void aClassicTokenOpensItsPrivatePackagesForWhoMayReadThem() {
        Image secret = content.pushImage("octo/secret", "1", Layers.random("s", 20_000, 3));
        store(CLASSIC);
        assertPulled(open, "open", null);
        assertPulled(secret, "secret", reader);
        assertEquals(401, get("secret/manifests/1", null).statusCode());
        assertEquals(401, get("secret/blobs/" + secret.parts().getFirst(), null).statusCode());
        // The denial of one package is no verdict on the token.
        github.privatePackage("octo/other", "somebody");
        assertEquals(401, get("other/manifests/1", reader).statusCode());
        assertEquals(0, notices().size());
        assertEquals(2, github.imageBlobs().requests().size());
    }

    @Test
    void aFineGrainedTokenFallsBackToAnonymousAndSaysSoOnce() {
        store(FINE);
        assertPulled(open, "open", null);
        assertEquals(200, get("other/manifests/1", null).statusCode());
        assertEquals(401, get("secret/manifests/1", reader).statusCode());
        assertEquals(1, logIns(), "it was shown again");
        assertEquals(1, notices().size());
        JsonNode notice = notices().get(0);
        assertTrue(notice.path("message").asString().contains("read:packages"), notice::toString);
        assertEquals(
                "good",
                TestApp.json(app.local("GET", "/api/v1/mos/tokens/github"))
                        .path("state")
                        .stringValue());

        app.clock().move(BELIEVED.plusSeconds(1));
        assertPulled(open, "open", null);
        assertEquals(401, get("secret/manifests/1", reader).statusCode());
        assertEquals(2, logIns());
        assertEquals(1, notices().size());

        // A new token is tried at once, and the notice is of the old one.
        store(CLASSIC);
        assertEquals(200, get("secret/manifests/1", reader).statusCode());
        assertEquals(0, notices().size());
    }
}
