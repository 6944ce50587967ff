package mos.token.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import mos.token.secret.SecretText;
import mos.token.testkit.DockerRegistry;
import mos.token.testkit.Image;
import mos.token.testkit.Layers;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// How clients come in at the registry door, whatever registry stands behind `docker.io`: names,
/// log-ins, errors. Each test has repositories of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DoorContract {
    private static final String READS =
            "{\"mode\":\"custom\",\"resources\":{\"registry\":\"read\"}}";

    TestApp app;
    SecretText reader;

    /// Where images are pushed to.
    abstract DockerRegistry content();

    /// Values of `--upstream` that make it `docker.io`.
    abstract List<String> upstreams();

    @BeforeAll
    void start(@TempDir Path directory) {
        app = TestApp.in(directory).upstreams(upstreams()).start();
        reader = app.createToken("reader", READS);
    }

    @AfterAll
    void stop() {
        app.close();
    }

    final HttpResponse<byte[]> ask(String method, String path, String... headers) {
        return app.ask(method, app.gateway().resolve(path), null, null, headers);
    }

    final HttpResponse<byte[]> get(String path, String... headers) {
        return ask("GET", path, headers);
    }

    static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    static void assertError(int status, String code, HttpResponse<byte[]> answer) {
        assertEquals(status, answer.statusCode());
        assertEquals("application/json", header(answer, "Content-Type"));
        JsonNode error = TestApp.json(answer).path("errors").get(0);
        assertEquals(code, error.path("code").asString());
        assertFalse(error.path("message").asString().isEmpty());
    }

    @Test
    void everyFormOfANameIsTheSameImage() {
        Image image = content().pushImage("library/forms", "1", Layers.file("a", "b"));
        for (String path :
                List.of(
                        "/v2/forms/manifests/1",
                        "/v2/library/forms/manifests/1",
                        "/v2/docker.io/forms/manifests/1",
                        "/v2/docker.io/library/forms/manifests/1",
                        "/v2/index.docker.io/library/forms/manifests/1",
                        "/v2/library/forms/manifests/1?ns=docker.io",
                        "/v2/forms/manifests/" + image.digest() + "?ns=docker.io",
                        "/docker.io/v2/library/forms/manifests/1",
                        "/docker.io/v2/forms/manifests/1?ns=docker.io",
                        "/v2/docker.io/forms/manifests/1?ns=ghcr.io",
                        "/v2/docker.io/forms/manifests/1?ns=evil.example")) {
            HttpResponse<byte[]> answer = get(path);
            assertEquals(200, answer.statusCode(), path);
            assertEquals(image.digest(), Layers.sha256(answer.body()), path);
            boolean byNamespace = path.startsWith("/v2/") && path.endsWith("?ns=docker.io");
            assertEquals(byNamespace ? "docker.io" : "", header(answer, "OCI-Namespace"), path);
        }
        assertError(404, "NAME_UNKNOWN", get("/v2/forms/manifests/1?ns=evil.example"));
        assertError(404, "NAME_UNKNOWN", get("/evil.example/v2/forms/manifests/1"));
    }

    @Test
    void everyWayToLogIn() {
        content().pushImage("library/login", "1", Layers.file("a", "b"));
        HttpResponse<byte[]> ping = get("/v2/");
        assertEquals(401, ping.statusCode());
        assertEquals("registry/2.0", header(ping, "Docker-Distribution-Api-Version"));
        String realm = app.gateway() + "/token";
        assertTrue(header(ping, "WWW-Authenticate").startsWith("Bearer realm=\"" + realm + "\""));
        String basic = "Basic " + base64("any:" + reader.exposeText());
        String form = "grant_type=password&client_id=c&username=any&password=";
        HttpResponse<byte[]> posted =
                app.reveal(
                        "POST",
                        app.gateway().resolve("/token"),
                        null,
                        form + reader.exposeText(),
                        "Content-Type",
                        "application/x-www-form-urlencoded");
        List<String> credentials =
                List.of(
                        basic,
                        "Basic " + base64(":"),
                        "Bearer " + reader.exposeText(),
                        bearer(reveal("/token?service=x&scope=repository:login:pull")),
                        bearer(reveal("/token?account=any", "Authorization", basic)),
                        bearer(posted));
        for (String credential : credentials) {
            for (String path : List.of("/v2/", "/docker.io/v2/", "/v2/login/manifests/1")) {
                HttpResponse<byte[]> answer = reveal(path, "Authorization", credential);
                assertEquals(200, answer.statusCode(), path);
            }
        }
        assertEquals(200, get("/v2/login/manifests/1").statusCode(), "containerd never pings");
    }

    private HttpResponse<byte[]> reveal(String path, String... headers) {
        return app.reveal("GET", app.gateway().resolve(path), null, null, headers);
    }

    private static String bearer(HttpResponse<byte[]> answer) {
        assertEquals(200, answer.statusCode());
        JsonNode body = TestApp.json(answer);
        assertEquals(body.path("token"), body.path("access_token"));
        assertTrue(body.path("expires_in").asInt() >= 60);
        return "Bearer " + body.path("token").asString();
    }

    private static String base64(String pair) {
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void eachErrorHasItsStatusAndCode() {
        Image image = content().pushImage("library/errors", "1", Layers.file("a", "b"));
        String absent = Layers.sha256("absent".getBytes(StandardCharsets.UTF_8));
        String at = "/v2/errors/";
        assertEquals(200, get(at + "manifests/1").statusCode());
        assertError(404, "MANIFEST_UNKNOWN", get(at + "manifests/none"));
        assertError(404, "MANIFEST_UNKNOWN", get(at + "manifests/" + absent));
        assertError(404, "MANIFEST_UNKNOWN", get(at + "manifests/.bad"));
        assertError(404, "BLOB_UNKNOWN", get(at + "blobs/" + absent));
        assertError(400, "DIGEST_INVALID", get(at + "blobs/sha256:12"));
        assertError(404, "NAME_INVALID", get("/v2/Errors/manifests/1"));
        assertError(404, "NAME_UNKNOWN", get("/v2/other.example/errors/manifests/1"));
        assertError(404, "UNSUPPORTED", get(at + "blobs/uploads/"));
        // What others pulled is nobody's business.
        assertError(404, "UNSUPPORTED", get("/v2/_catalog"));
        assertError(401, "UNAUTHORIZED", get("/v2/"));
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            for (String path :
                    List.of(
                            "/v2/",
                            at + "manifests/2",
                            at + "manifests/" + image.digest(),
                            at + "blobs/uploads/",
                            "/docker.io" + at + "blobs/uploads/?mount=" + absent)) {
                HttpResponse<byte[]> refused =
                        app.ask(method, app.gateway().resolve(path), reader, "{}");
                assertError(405, "UNSUPPORTED", refused);
                assertEquals("GET, HEAD", header(refused, "Allow"));
            }
        }
    }
}
