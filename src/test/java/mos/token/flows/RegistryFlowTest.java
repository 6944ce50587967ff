package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mos.token.secret.SecretText;
import mos.token.testkit.Eventually;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.FakeHost;
import mos.token.testkit.Fault;
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

/// Pulls through the gateway from a Docker Hub that follows the facts: with the real skopeo, and
/// with plain requests where the headers matter. The upstream fails the test on a wrong credential,
/// header or method; each flow ends with a search for every secret.
class RegistryFlowTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String HUB_TOKEN = "dckr" + "_pat_" + "Zq7Lw2".repeat(4) + "xyz";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    @TempDir Path directory;
    private FakeDockerHub hub;
    private Skopeo skopeo;
    private TestApp app;
    private SecretText reader;
    private final LeakSearch leaks = new LeakSearch();

    @BeforeEach
    void start() {
        hub = FakeDockerHub.forGateway().account("alice", HUB_TOKEN, "repo:read");
        skopeo = new Skopeo();
        TestApp.Setup setup = TestApp.in(directory);
        for (String upstream : hub.upstreams()) {
            int equals = upstream.indexOf('=');
            setup.upstream(
                    upstream.substring(0, equals), URI.create(upstream.substring(equals + 1)));
        }
        app = setup.start();
        app.storeServiceTokens("{\"dockerhub\":\"alice:" + HUB_TOKEN + "\"}");
        // Joins the look that follows saving, so that the counts below are the doors' own.
        app.local("GET", "/api/v1/mos/validatetokens");
        List.of(hub.auth(), hub.registry(), hub.cdn()).forEach(FakeHost::forget);
        reader =
                app.createToken(
                        "puller", "{\"mode\":\"custom\",\"resources\":{\"registry\":\"read\"}}");
        leaks.plant("the Docker Hub token", HUB_TOKEN).plant("puller", reader.exposeUtf8());
    }

    @AfterEach
    void stop() {
        skopeo.close();
        app.close();
        hub.close();
    }

    /// What every flow ends with.
    private void assertCleanAndTight() {
        hub.assertClean();
        leaks.plant("local token", app.localToken().exposeUtf8());
        hub.plantInto(leaks);
        leaks.assertNotIn(app.answers());
        app.close();
        leaks.assertNowhere(directory.resolve("data"));
    }

    private String name(String image) {
        return app.gateway().getAuthority() + "/" + image;
    }

    private HttpResponse<byte[]> ask(
            String method, String path, @Nullable SecretText token, String... headers) {
        return app.ask(method, app.gateway().resolve(path), token, null, headers);
    }

    private long registryRequests(String method, String part) {
        return hub.registry().count(r -> r.method().equals(method) && r.path().contains(part));
    }

    private static void assertPulled(Image image, Path into) throws IOException {
        assertEquals(
                image.digest(), Layers.sha256(Files.readAllBytes(into.resolve("manifest.json"))));
        for (String part : image.parts()) {
            assertEquals(
                    part,
                    Layers.sha256(
                            Files.readAllBytes(into.resolve(part.substring("sha256:".length())))));
        }
    }

    @Test
    void aSecondPullCostsAtMostOneHead() throws IOException {
        Image image =
                hub.content()
                        .pushImage(
                                "library/x",
                                "1",
                                Layers.random("small", 20_000, 1),
                                Layers.random("large", 900_000, 2));
        skopeo.pull(name("library/x:1"), directory.resolve("first")).ok();
        assertPulled(image, directory.resolve("first"));
        assertEquals(1, hub.pulls("alice"), "the owner's token was not spent");
        assertEquals(0, hub.anonymousPulls());

        hub.registry().forget();
        hub.cdn().forget();
        skopeo.pull(name("docker.io/library/x:1"), directory.resolve("fresh")).ok();
        assertEquals(List.of(), hub.registry().requests(), "asked within the freshness window");

        app.clock().move(Duration.ofSeconds(61));
        hub.registry().forget();
        skopeo.pull(name("x:1"), directory.resolve("second")).ok();
        assertPulled(image, directory.resolve("second"));
        assertEquals(1, registryRequests("HEAD", "/manifests/1"));
        assertEquals(1, hub.registry().requests().size());
        assertEquals(0, hub.cdn().requests().size());

        // A moved tag: one HEAD, and one GET of what is new.
        Image moved = hub.content().pushImage("library/x", "1", Layers.file("new", "new"));
        app.clock().move(Duration.ofSeconds(61));
        skopeo.pull(name("x:1"), directory.resolve("moved")).ok();
        assertPulled(moved, directory.resolve("moved"));
        assertEquals(2, hub.pulls("alice"));
        assertCleanAndTight();
    }

    @Test
    void aPrivateImageNeedsAnAdminTokenAlsoFromTheCache() throws IOException {
        Image image = hub.content().pushImage("alice/secret", "1", Layers.file("a", "b"));
        hub.privateRepository("alice/secret", "alice");
        assertNotEquals(0, skopeo.pull(name("alice/secret:1"), directory.resolve("no")).exit());
        skopeo.login(app.gateway().getAuthority(), "anyone", reader.exposeText());
        skopeo.pull(name("alice/secret:1"), directory.resolve("yes")).ok();
        assertPulled(image, directory.resolve("yes"));

        String manifest = "/v2/alice/secret/manifests/";
        String blob = "/v2/alice/secret/blobs/" + image.parts().getFirst();
        for (String path : List.of(manifest + "1", manifest + image.digest(), blob)) {
            HttpResponse<byte[]> hidden = ask("GET", path, null);
            assertEquals(401, hidden.statusCode(), path);
            assertTrue(hidden.headers().firstValue("WWW-Authenticate").isPresent());
            assertEquals(200, ask("GET", path, reader).statusCode(), path);
        }
        // A digest known from there does not open it through a public repository.
        hub.content().pushImage("library/x", "1", Layers.file("c", "d"));
        assertEquals(200, ask("GET", "/v2/library/x/manifests/1", null).statusCode());
        assertEquals(
                404,
                ask("GET", "/v2/library/x/blobs/" + image.parts().getFirst(), null).statusCode());
        // What does not exist looks the same as what is hidden.
        assertEquals(401, ask("GET", "/v2/alice/nothing/manifests/1", null).statusCode());
        assertCleanAndTight();
    }

    @Test
    void aGatewayTokenEndsWithItsAdminToken() {
        hub.content().pushImage("alice/secret", "1", Layers.file("a", "b"));
        hub.privateRepository("alice/secret", "alice");
        String basic =
                "Basic "
                        + java.util.Base64.getEncoder()
                                .encodeToString(
                                        ("x:" + reader.exposeText())
                                                .getBytes(StandardCharsets.UTF_8));
        HttpResponse<byte[]> challenged = ask("GET", "/v2/", null);
        assertEquals(401, challenged.statusCode());
        assertEquals(
                "Bearer realm=\""
                        + app.gateway()
                        + "/token\",service=\""
                        + app.gateway().getAuthority()
                        + "\"",
                challenged.headers().firstValue("WWW-Authenticate").orElseThrow());
        HttpResponse<byte[]> answer =
                app.ask(
                        "GET",
                        app.gateway().resolve("/token?scope=repository:alice/secret:pull"),
                        null,
                        null,
                        "Authorization",
                        basic);
        SecretText token = SecretText.of(TestApp.json(answer).path("token").stringValue());
        assertEquals(300, TestApp.json(answer).path("expires_in").asInt());
        assertEquals(200, ask("GET", "/v2/", token).statusCode());
        assertEquals(200, ask("GET", "/v2/alice/secret/manifests/1", token).statusCode());
        assertEquals(
                200,
                ask("GET", "/v2/alice/secret/manifests/1", null, "Authorization", basic)
                        .statusCode());
        String id =
                TestApp.json(app.local("GET", "/api/v1/auth/admin-tokens"))
                        .get(0)
                        .path("id")
                        .stringValue();
        app.local("PUT", "/api/v1/auth/admin-tokens/" + id + "/deactivate");
        assertEquals(401, ask("GET", "/v2/alice/secret/manifests/1", token).statusCode());
        hub.assertClean();
    }

    @Test
    void aWrongPasswordIsAnonymousHereAndGoesNowhere() {
        hub.content().pushImage("library/x", "1", Layers.file("a", "b"));
        hub.content().pushImage("alice/secret", "1", Layers.file("a", "b"));
        hub.privateRepository("alice/secret", "alice");
        String foreign = "dckr" + "_pat_" + "somebody-elses-own-token";
        leaks.plant("a foreign log-in", foreign);
        skopeo.login(app.gateway().getAuthority(), "bob", foreign);
        skopeo.pull(name("library/x:1"), directory.resolve("public")).ok();
        assertNotEquals(0, skopeo.pull(name("alice/secret:1"), directory.resolve("no")).exit());
        assertCleanAndTight();
    }

    @Test
    void everythingButAPullIsRefusedAndNeverReachesTheUpstream() throws IOException {
        hub.content().pushImage("library/x", "1", Layers.file("a", "b"));
        skopeo.pull(name("library/x:1"), directory.resolve("x")).ok();
        skopeo.login(app.gateway().getAuthority(), "x", reader.exposeText());
        int before = hub.registry().requests().size();
        assertNotEquals(
                0,
                skopeo.run(
                                "copy",
                                "--dest-tls-verify=false",
                                "dir:" + directory.resolve("x"),
                                "docker://" + name("library/x:2"))
                        .exit());
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
            HttpResponse<byte[]> refused =
                    app.ask(
                            method,
                            app.gateway().resolve("/v2/library/x/blobs/uploads/"),
                            reader,
                            method.equals("OPTIONS") ? null : "x");
            assertEquals(405, refused.statusCode(), method);
            assertEquals(
                    "UNSUPPORTED",
                    TestApp.json(refused).path("errors").get(0).path("code").stringValue());
        }
        assertEquals(404, ask("GET", "/v2/_catalog", reader).statusCode());
        assertEquals(404, ask("GET", "/v2/quay.example/a/b/manifests/1", reader).statusCode());
        assertEquals(404, ask("GET", "/v2/a/b/manifests/1?ns=evil.example", reader).statusCode());
        assertEquals(
                0,
                registryRequests("HEAD", "/blobs/uploads/")
                        + registryRequests("GET", "/a/b/")
                        + hub.registry().count(r -> !r.isGet() && !r.method().equals("HEAD")));
        assertTrue(hub.registry().requests().size() - before <= 2, "only skopeo's blob checks");
        assertCleanAndTight();
    }

    @Test
    void headersRangesAndConditionsAsTheProtocolWants() {
        Image image = hub.content().pushImage("library/x", "1", Layers.random("r", 700_000, 5));
        String manifest = "/v2/library/x/manifests/";
        HttpResponse<byte[]> head = ask("HEAD", manifest + "1", null, "Accept", MANIFEST);
        assertEquals(200, head.statusCode());
        assertEquals(0, hub.pulls("alice"), "a HEAD must not spend a pull");
        HttpResponse<byte[]> get = ask("GET", manifest + "1", null, "Accept", MANIFEST);
        for (HttpResponse<byte[]> answer : List.of(head, get)) {
            assertEquals(image.digest(), header(answer, "Docker-Content-Digest"));
            assertEquals("\"" + image.digest() + "\"", header(answer, "ETag"));
            assertEquals(image.mediaType(), header(answer, "Content-Type"));
            assertEquals(Long.toString(image.size()), header(answer, "Content-Length"));
        }
        assertEquals(image.digest(), Layers.sha256(get.body()));
        assertEquals(
                304,
                ask("GET", manifest + "1", null, "If-None-Match", "\"" + image.digest() + "\"")
                        .statusCode());

        String blob = "/v2/library/x/blobs/" + image.parts().getFirst();
        HttpResponse<byte[]> blobHead = ask("HEAD", blob, null);
        assertEquals(0, hub.cdn().requests().size(), "a HEAD must not download");
        HttpResponse<byte[]> cold = ask("GET", blob, null, "Range", "bytes=100-");
        assertEquals(206, cold.statusCode());
        HttpResponse<byte[]> whole = ask("GET", blob, null);
        byte[] bytes = whole.body();
        assertEquals(header(blobHead, "Content-Length"), Integer.toString(bytes.length));
        assertEquals(image.parts().getFirst(), Layers.sha256(bytes));
        assertArrayEquals(Arrays.copyOfRange(bytes, 100, bytes.length), cold.body());
        HttpResponse<byte[]> part = ask("GET", blob, null, "Range", "bytes=5-9");
        assertEquals("bytes 5-9/" + bytes.length, header(part, "Content-Range"));
        assertArrayEquals(Arrays.copyOfRange(bytes, 5, 10), part.body());
        assertEquals(
                416, ask("GET", blob, null, "Range", "bytes=" + bytes.length + "-").statusCode());
        assertEquals(1, hub.cdn().requests().size());

        assertEquals(404, ask("GET", manifest + "none", null).statusCode());
        HttpResponse<byte[]> tags = ask("GET", "/v2/library/x/tags/list", null);
        assertEquals("1", TestApp.json(tags).path("tags").get(0).stringValue());
        assertCleanAndTight();
    }

    @Test
    void anIndexIsServedByteForByte() {
        Image index =
                hub.content()
                        .pushIndex(
                                mos.token.testkit.DockerRegistry.Format.OCI,
                                "library/multi",
                                "1",
                                "content");
        skopeo.pullAll(name("library/multi:1"), directory.resolve("all")).ok();
        HttpResponse<byte[]> answer = ask("GET", "/v2/library/multi/manifests/1", null);
        assertEquals(INDEX, header(answer, "Content-Type"));
        assertEquals(index.digest(), Layers.sha256(answer.body()));
        assertEquals(3, hub.pulls("alice"));
        assertCleanAndTight();
    }

    @Test
    void coldReadersShareOneDownloadAlsoWhenTheFirstLeaves() throws Exception {
        Image image = hub.content().pushImage("library/x", "1", Layers.random("r", 3_000_000, 6));
        String path = "/v2/library/x/blobs/" + image.parts().getFirst();
        assertEquals(200, ask("HEAD", "/v2/library/x/manifests/1", null).statusCode());
        Fault.Gate gate = new Fault.Gate();
        hub.cdn().breakWith(new Fault.Stall(1_000_000, gate));
        try (java.net.Socket leaver =
                new java.net.Socket(
                        java.net.InetAddress.getLoopbackAddress(), app.gateway().getPort())) {
            leaver.getOutputStream()
                    .write(
                            ("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            Eventually.within(SOON, () -> gate.arrived() == 1);
        }
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<byte[]>>> readers =
                    java.util.stream.Stream.generate(
                                    () -> clients.submit(() -> ask("GET", path, null)))
                            .limit(5)
                            .toList();
            gate.open();
            for (Future<HttpResponse<byte[]>> one : readers) {
                assertEquals(image.parts().getFirst(), Layers.sha256(one.get().body()));
            }
        }
        assertEquals(1, hub.cdn().requests().size());
        assertCleanAndTight();
    }

    @Test
    void aKillLeavesNothingHalf() throws IOException {
        Path left = directory.resolve("data/content/tmp/99");
        app.close();
        Files.write(left, new byte[100]);
        app.restart();
        assertFalse(Files.exists(left));
        assertCleanAndTight();
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
