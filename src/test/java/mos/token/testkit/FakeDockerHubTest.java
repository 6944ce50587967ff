package mos.token.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FakeDockerHubTest {
    private static final String SECRET = "dckr" + "_pat_" + "a1B2c3".repeat(4) + "xyz";

    @TempDir private Path temp;

    private FakeDockerHub hub;
    private Skopeo skopeo;

    @BeforeEach
    void start() {
        hub = FakeDockerHub.forClients().account("alice", SECRET, "repo:read");
        skopeo = new Skopeo();
    }

    @AfterEach
    void stop() {
        skopeo.close();
        hub.close();
    }

    @Test
    void skopeoPullsThroughTheTokenServiceAndTheContentNetwork() throws IOException {
        Image image = hub.content().pushImage("library/x", "1", Layers.random("r", 300_000, 7));
        Path into = temp.resolve("x");
        skopeo.pull(hub.registry().authority() + "/library/x:1", into).ok();
        assertEquals(
                image.digest(), Layers.sha256(Files.readAllBytes(into.resolve("manifest.json"))));
        assertEquals(1, hub.anonymousPulls());
        assertEquals(2, hub.cdn().requests().size());
        hub.assertClean();
    }

    @Test
    void aPrivateRepositoryNeedsItsAccount() {
        hub.content().pushImage("alice/secret", "1", Layers.file("a", "b"));
        hub.privateRepository("alice/secret", "alice");
        String name = hub.registry().authority() + "/alice/secret:1";
        assertNotEquals(0, skopeo.pull(name, temp.resolve("no")).exit());
        skopeo.login(hub.registry().authority(), "alice", SECRET);
        skopeo.pull(name, temp.resolve("yes")).ok();
        assertEquals(0, hub.anonymousPulls());
        assertEquals(1, hub.pulls("alice"));
        hub.assertClean();
        hub.revoke("alice", SECRET);
        assertNotEquals(0, skopeo.pull(name, temp.resolve("revoked")).exit());
        hub.assertClean();
    }

    @Test
    void manifestGetsCountAndHeadsDoNot() throws Exception {
        hub.content().pushImage("library/x", "1", Layers.file("a", "b"));
        hub.limitAnonymous(2);
        String token = anonymousToken("library/x");
        HttpResponse<String> head = manifest("HEAD", token);
        assertEquals("2;w=3600", head.headers().firstValue("ratelimit-remaining").orElse(""));
        assertEquals(200, manifest("GET", token).statusCode());
        assertEquals(200, manifest("GET", token).statusCode());
        HttpResponse<String> refused = manifest("GET", token);
        assertEquals(429, refused.statusCode());
        assertTrue(refused.body().contains("TOOMANYREQUESTS"));
        head = manifest("HEAD", token);
        assertEquals(200, head.statusCode());
        assertEquals("0;w=3600", head.headers().firstValue("ratelimit-remaining").orElse(""));
        assertEquals("127.0.0.1", head.headers().firstValue("docker-ratelimit-source").orElse(""));
        hub.expireTokens();
        assertEquals(401, manifest("HEAD", token).statusCode());
        hub.assertClean();
    }

    @Test
    void theWebLogInTellsTheLevel() throws Exception {
        HttpResponse<String> answer =
                send(
                        HttpRequest.newBuilder(URI.create(hub.web().base() + "/v2/auth/token"))
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"identifier\":\"alice\",\"secret\":\"%s\"}"
                                                        .formatted(SECRET))));
        assertEquals(200, answer.statusCode());
        String payload = answer.body().split("\\.", -1)[1];
        assertTrue(
                new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8)
                        .startsWith("{\"scope\":\"repo:read\""));
        hub.assertClean();
    }

    @Test
    void whatDoesNotBelongIsAViolation() throws Exception {
        send(get(hub.cdn().base() + "/x").header("Authorization", "Bearer " + "abc"));
        assertViolation("a credential where none belongs");
        send(
                get(
                        hub.auth().base()
                                + "/token?service=registry.docker.io&scope=repository:a/b:pull,push"));
        assertViolation("is not a pull");
        send(
                get(hub.auth().base() + "/token?service=registry.docker.io")
                        .header("Authorization", Basic.header("alice", "some other secret")));
        assertViolation("nobody gave");
        send(
                get(hub.registry().base() + "/v2/a/b/blobs/uploads/")
                        .method("POST", HttpRequest.BodyPublishers.noBody()));
        assertViolation("method must be one of");
    }

    private void assertViolation(String words) {
        AssertionError failure = assertThrows(AssertionError.class, hub::assertClean);
        assertTrue(String.valueOf(failure.getMessage()).contains(words), failure.getMessage());
    }

    private String anonymousToken(String repository) throws Exception {
        String body =
                send(get(
                                hub.auth().base()
                                        + "/token?service=registry.docker.io&scope=repository:"
                                        + repository
                                        + ":pull"))
                        .body();
        return body.replaceFirst("^\\{\"token\":\"([^\"]*)\".*", "$1");
    }

    private HttpResponse<String> manifest(String method, String token) throws Exception {
        return send(
                get(hub.registry().base() + "/v2/library/x/manifests/1")
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .header("Accept", "application/vnd.oci.image.manifest.v1+json")
                        .header("Authorization", "Bearer " + token));
    }

    private static HttpRequest.Builder get(String address) {
        return HttpRequest.newBuilder(URI.create(address));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }
}
