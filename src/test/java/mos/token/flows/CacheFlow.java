package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mos.token.config.Config;
import mos.token.secret.SecretText;
import mos.token.testkit.ApiDescription;
import mos.token.testkit.Eventually;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.Image;
import mos.token.testkit.Layers;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A gateway in front of a Docker Hub with public images, and pulls as a client does them.
abstract class CacheFlow {
    static final String CACHE = "/api/v1/registry/cache";
    static final Duration SOON = Duration.ofSeconds(20);

    @TempDir Path directory;
    final FakeDockerHub hub = FakeDockerHub.forGateway();
    TestApp app;
    private final ApiDescription description = ApiDescription.read();

    @BeforeEach
    void start() {
        app = app(Config.Gateway.DEFAULT.contentBytes());
    }

    /// @param contentBytes kept before the least recently used goes
    TestApp app(long contentBytes) {
        return TestApp.in(directory)
                .upstreams(hub.upstreams())
                .gateway(Duration.ofSeconds(60), Duration.ofDays(7), contentBytes)
                .start();
    }

    @AfterEach
    void stop() {
        app.close();
        hub.close();
        hub.assertClean();
    }

    /// Starts anew with another limit.
    final void limit(long contentBytes) {
        app.close();
        app = app(contentBytes);
    }

    /// Pulls without a token: the manifest by its tag, then everything that it names. Returns when
    /// all of it is counted, a moment after the last byte.
    final void pull(Image image) {
        assertEquals(image.digest(), sha256(get(image, "manifests/" + image.tag())));
        if (image.config().isEmpty()) {
            return; // an index
        }
        List<String> blobs = new ArrayList<>(image.parts());
        blobs.add(image.config());
        blobs.forEach(blob -> assertEquals(blob, sha256(get(image, "blobs/" + blob))));
        Eventually.within(SOON, () -> figure("mos_token_content_downloads") == 0);
    }

    final double figure(String name) {
        String page = new String(app.local("GET", "/metrics").body(), StandardCharsets.UTF_8);
        return page.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    final HttpResponse<byte[]> get(Image image, String path) {
        return app.ask(
                "GET", app.gateway().resolve("/v2/" + image.repository() + "/" + path), null, null);
    }

    static String sha256(HttpResponse<byte[]> answer) {
        assertEquals(200, answer.statusCode(), "the status");
        return Layers.sha256(answer.body());
    }

    /// What the API answers, which must be as it is described.
    final JsonNode api(int status, String method, String path, String... body) {
        HttpResponse<byte[]> answer = app.local(method, CACHE + path, body);
        assertEquals(status, answer.statusCode(), () -> new String(answer.body()));
        String template = path.replaceFirst("\\?.*", "").replaceFirst("/warm/[^/]+", "/warm/{id}");
        assertEquals(
                List.of(), description.wrong(method + " " + CACHE + template, answer), template);
        return TestApp.json(answer);
    }

    final int status(String method, String path, SecretText token, String body) {
        return app.ask(method, app.admin().resolve(CACHE + path), token, body).statusCode();
    }

    /// The repository of an answer of the list; missing when nothing of it is kept.
    final JsonNode kept(String repository) {
        return api(200, "GET", "/repositories")
                .valueStream()
                .filter(one -> one.path("repository").asString().equals(repository))
                .findFirst()
                .orElse(tools.jackson.databind.node.MissingNode.getInstance());
    }

    final long requests() {
        return (long) hub.registry().requests().size() + hub.cdn().requests().size();
    }

    final void forgetRequests() {
        hub.registry().forget();
        hub.cdn().forget();
    }
}
