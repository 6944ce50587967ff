package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mos.token.secret.SecretText;
import mos.token.testkit.Answer;
import mos.token.testkit.DockerRegistry;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.FakeHost;
import mos.token.testkit.HostRules;
import mos.token.testkit.Image;
import mos.token.testkit.Layers;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.Skopeo;
import mos.token.testkit.TestApp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who gets in at the registry door, and what a registry may make the gateway do with the owner's
/// token.
class RegistryAccessFlowTest {
    private static final String HUB_TOKEN = "dckr" + "_pat_" + "Yt5Kd8".repeat(4) + "abc";
    private static final String READS =
            "{\"mode\":\"custom\",\"resources\":{\"registry\":\"read\"}}";

    @TempDir Path directory;
    private FakeDockerHub hub;
    private @Nullable TestApp app;
    private final LeakSearch leaks = new LeakSearch();

    @BeforeEach
    void start() {
        hub = FakeDockerHub.forGateway().account("alice", HUB_TOKEN, "repo:read");
        leaks.plant("the Docker Hub token", HUB_TOKEN);
    }

    @AfterEach
    void stop() {
        if (app != null) {
            app.close();
        }
        hub.close();
    }

    /// The product before Docker Hub, with the owner's token; `others` go elsewhere.
    private TestApp start(List<String> anonymous, Map<String, String> others) {
        Map<String, String> upstreams = new HashMap<>();
        for (String upstream : hub.upstreams()) {
            int equals = upstream.indexOf('=');
            upstreams.put(upstream.substring(0, equals), upstream.substring(equals + 1));
        }
        upstreams.putAll(others);
        TestApp.Setup setup = TestApp.in(directory).anonymous(anonymous.toArray(String[]::new));
        upstreams.forEach((host, url) -> setup.upstream(host, URI.create(url)));
        TestApp started = setup.start();
        app = started;
        started.storeServiceTokens("{\"dockerhub\":\"alice:" + HUB_TOKEN + "\"}");
        started.local("GET", "/api/v1/mos/validatetokens");
        List.of(hub.auth(), hub.registry(), hub.cdn()).forEach(FakeHost::forget);
        return started;
    }

    private static HttpResponse<byte[]> get(
            TestApp app, String path, @Nullable SecretText token, String... headers) {
        return app.ask("GET", app.gateway().resolve(path), token, null, headers);
    }

    private static String basic(String password) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString(("x:" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPlainRegistryGetsBasicFromTheSealedToken() {
        try (DockerRegistry plain = DockerRegistry.withPassword("alice", HUB_TOKEN);
                Skopeo skopeo = new Skopeo()) {
            Image image = plain.pushImage("library/x", "1", Layers.file("a", "b"));
            TestApp product =
                    start(List.of("127.0.0.0/8"), Map.of("registry-1.docker.io", plain.base()));
            String name = product.gateway().getAuthority() + "/library/x:1";
            // Nothing there is public.
            assertNotEquals(0, skopeo.pull(name, directory.resolve("no")).exit());
            SecretText reader = product.createToken("reader", READS);
            skopeo.login(product.gateway().getAuthority(), "any", reader.exposeText());
            skopeo.pull(name, directory.resolve("yes")).ok();
            assertEquals(
                    image.digest(),
                    Layers.sha256(get(product, "/v2/x/manifests/1", reader).body()));
            assertEquals(401, get(product, "/v2/x/manifests/1", null).statusCode());
            leaks.assertNotIn(product.answers());
            product.close();
            leaks.assertNowhere(directory.resolve("data"));
        }
    }

    @Test
    void outsideOfTheAnonymousNetworksNothingIsOpen() {
        hub.content().pushImage("library/x", "1", Layers.file("a", "b"));
        TestApp product = start(List.of("192.0.2.0/24"), Map.of());
        SecretText reader = product.createToken("reader", READS);
        SecretText other =
                product.createToken(
                        "other", "{\"mode\":\"custom\",\"resources\":{\"docker\":\"write\"}}");
        SecretText none = SecretText.of("no token of ours");
        String path = "/v2/library/x/manifests/1";
        assertEquals(200, get(product, path, reader).statusCode());
        for (HttpResponse<byte[]> refused :
                List.of(
                        get(product, path, null),
                        get(product, path, other),
                        get(product, path, none),
                        get(product, "/v2/", none),
                        get(product, "/v2/no/such/manifests/1", null))) {
            assertEquals(401, refused.statusCode());
            assertTrue(
                    refused.headers()
                            .firstValue("WWW-Authenticate")
                            .orElse("")
                            .startsWith("Bearer realm=\"" + product.gateway() + "/token\""));
        }
        assertEquals(401, get(product, "/token", null).statusCode());
        assertEquals(
                401, get(product, "/token", null, "Authorization", basic("wrong")).statusCode());
        assertEquals(
                200,
                get(product, "/token", null, "Authorization", basic(reader.exposeText()))
                        .statusCode());
        HttpResponse<byte[]> form =
                product.ask(
                        "POST",
                        product.gateway().resolve("/token"),
                        null,
                        "grant_type=password&username=x&client_id=c&password="
                                + reader.exposeText(),
                        "Content-Type",
                        "application/x-www-form-urlencoded");
        SecretText token = SecretText.of(TestApp.json(form).path("access_token").stringValue());
        assertEquals(200, get(product, path, token).statusCode());
        product.clock().move(java.time.Duration.ofSeconds(301));
        assertEquals(401, get(product, path, token).statusCode());
        hub.assertClean();
    }

    @Test
    void withoutItsServiceTokenAKeptPrivateImageIsGone() {
        Image image = hub.content().pushImage("alice/secret", "1", Layers.file("a", "b"));
        hub.privateRepository("alice/secret", "alice");
        TestApp product = start(List.of("127.0.0.0/8"), Map.of());
        SecretText reader = product.createToken("reader", READS);
        List<String> paths =
                List.of(
                        "/v2/alice/secret/manifests/1",
                        "/v2/alice/secret/manifests/" + image.digest(),
                        "/v2/alice/secret/blobs/" + image.parts().getFirst());
        for (String path : paths) {
            assertEquals(200, get(product, path, reader).statusCode(), path);
        }
        product.storeServiceTokens("{\"dockerhub\":null}");
        for (String path : paths) {
            assertEquals(401, get(product, path, reader).statusCode(), path);
        }
        hub.assertClean();
    }

    @Test
    void everyNameFormLeadsToTheSameImage() {
        Image image = hub.content().pushImage("library/x", "1", Layers.file("a", "b"));
        TestApp product = start(List.of("127.0.0.0/8"), Map.of());
        for (String path :
                List.of(
                        "/v2/x/manifests/1",
                        "/v2/library/x/manifests/1",
                        "/v2/docker.io/x/manifests/1",
                        "/v2/index.docker.io/library/x/manifests/1?ns=ghcr.io",
                        "/v2/library/x/manifests/1?ns=docker.io",
                        "/v2/x/manifests/" + image.digest() + "?ns=registry-1.docker.io")) {
            HttpResponse<byte[]> answer = get(product, path, null);
            assertEquals(200, answer.statusCode(), path);
            assertEquals(image.digest(), Layers.sha256(answer.body()));
        }
        assertEquals(1, hub.pulls("alice"));
        hub.assertClean();
    }

    @Test
    void aForeignRealmNeverSeesTheOwnersToken() {
        // go-containerregistry#2193 and CVE-2020-15157: the challenge names somebody else.
        var violations = hub.violations();
        try (FakeHost evil =
                        FakeHost.start(
                                "evil.example",
                                HostRules.signedReads(),
                                violations,
                                (_, _) -> Answer.json(200, "{\"token\":\"x\"}"));
                FakeHost registry =
                        FakeHost.start(
                                "registry-1.docker.io",
                                HostRules.signedReads(),
                                violations,
                                (_, _) ->
                                        Answer.json(401, "{}")
                                                .with(
                                                        "WWW-Authenticate",
                                                        "Bearer realm=\"https://evil.example/token\","
                                                                + "service=\"registry.docker.io\""))) {
            TestApp product =
                    start(
                            List.of("127.0.0.0/8"),
                            Map.of(
                                    "evil.example",
                                    evil.base(),
                                    "registry-1.docker.io",
                                    registry.base()));
            // The look at saving may have shown its own pull token there.
            long before = violations.all().size();
            SecretText reader = product.createToken("reader", READS);
            assertEquals(503, get(product, "/v2/library/x/manifests/1", reader).statusCode());
            assertEquals(List.of(), evil.requests());
            assertEquals(0, hub.auth().requests().size());
            assertEquals(before, violations.all().size(), violations.all()::toString);
        }
    }
}
