package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mos.token.secret.SecretText;
import mos.token.testkit.Eventually;
import mos.token.testkit.Exposition;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.Fault;
import mos.token.testkit.Image;
import mos.token.testkit.Layers;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the gateway's figures say is what the doors did.
class GatewayMetricsFlowTest {
    private static final String ANSWERS = "mos_token_gateway_answers_total";
    private static final String UPSTREAM = "mos_token_upstream_requests_total";
    private static final String GITHUB_TOKEN = "gh" + "p_" + "W3k9".repeat(9);
    private static final String HUB_TOKEN = "dckr" + "_pat_" + "Yq6Lw3".repeat(4) + "abc";
    private static final String TOKENS = "/api/v1/auth/admin-tokens";
    private static final String REPOSITORY = "/api.github.com/repos/octo/pub";

    @TempDir Path directory;
    private FakeGitHub github;
    private FakeDockerHub hub;
    private TestApp app;
    private SecretText reader;
    private final LeakSearch leaks = new LeakSearch();

    @BeforeEach
    void start() {
        github = FakeGitHub.forGateway().token("owner", GITHUB_TOKEN);
        hub = FakeDockerHub.forGateway().account("alice", HUB_TOKEN, "repo:read");
        github.repository("octo/pub").file("README.md", "hello").description("first");
        List<String> upstreams = new ArrayList<>(github.upstreams());
        upstreams.addAll(hub.upstreams());
        TestApp.Setup setup = TestApp.in(directory);
        for (String upstream : upstreams) {
            int equals = upstream.indexOf('=');
            setup.upstream(
                    upstream.substring(0, equals), URI.create(upstream.substring(equals + 1)));
        }
        // Looks at the token ask it too; these flows are not about them.
        setup.upstream("ghcr.io", URI.create("http://127.0.0.1:1"));
        app = setup.start();
        app.storeServiceTokens(
                "{\"github\":\"%s\",\"dockerhub\":\"alice:%s\"}"
                        .formatted(GITHUB_TOKEN, HUB_TOKEN));
        // Joins the looks that follow saving, so that the counts below are the doors' own.
        app.local("GET", "/api/v1/mos/validatetokens");
        app.clock().move(Duration.ofSeconds(1));
        reader =
                app.createToken(
                        "puller",
                        "{\"mode\":\"custom\",\"resources\":{\"registry\":\"read\",\"github\":\"read\"}}");
        leaks.plant("GitHub token", GITHUB_TOKEN)
                .plant("Docker Hub token", HUB_TOKEN)
                .plant("puller", reader.exposeUtf8());
    }

    @AfterEach
    void stop() {
        app.close();
        github.close();
        hub.close();
    }

    private HttpResponse<byte[]> get(int status, String path, String... headers) {
        return send(status, "GET", path, headers);
    }

    private HttpResponse<byte[]> send(int status, String method, String path, String... headers) {
        HttpResponse<byte[]> answer =
                app.ask(method, app.gateway().resolve(path), reader, null, headers);
        assertEquals(status, answer.statusCode(), path);
        return answer;
    }

    /// By how much a metric rises through `act`.
    private Map<String, Double> risen(String name, Runnable act) {
        Exposition before = Exposition.of(app);
        act.run();
        Map<String, Double> risen = new TreeMap<>();
        Exposition after = Exposition.of(app);
        after.counted(name)
                .forEach((series, value) -> {
                    double more = value - before.value(name + series);
                    if (more != 0) {
                        risen.put(series, more);
                    }
                });
        return risen;
    }

    private static Map<String, Double> one(String door, String source) {
        return Map.of("{door=\"%s\",source=\"%s\"}".formatted(door, source), 1.0);
    }

    @Test
    void whereAnAnswerOfGithubCameFrom() {
        assertEquals(one("github", "fetched"), risen(ANSWERS, () -> get(200, REPOSITORY)));
        assertEquals(one("github", "kept"), risen(ANSWERS, () -> get(200, REPOSITORY)));
        assertEquals(
                one("github", "kept"),
                risen(ANSWERS, () -> get(304, REPOSITORY, "If-None-Match", "*")));
        app.clock().move(Duration.ofSeconds(61));
        assertEquals(
                Map.of("{host=\"api.github.com\",status=\"3xx\"}", 1.0),
                risen(
                        UPSTREAM,
                        () ->
                                assertEquals(
                                        one("github", "revalidated"),
                                        risen(ANSWERS, () -> get(200, REPOSITORY)))));
        app.clock().move(Duration.ofSeconds(61));
        github.api().breakWith(new Fault.Down());
        assertEquals(one("github", "stale"), risen(ANSWERS, () -> get(200, REPOSITORY)));
        assertEquals(
                one("github", "refused"),
                risen(ANSWERS, () -> get(502, "/api.github.com/repos/octo/other")));
        assertEquals(one("github", "refused"), risen(ANSWERS, () -> send(405, "POST", REPOSITORY)));
        assertClean();
    }

    @Test
    void whereAPullCameFrom() {
        Image image = hub.content().pushImage("alice/quiet", "1", Layers.random("l", 300_000, 1));
        String manifest = "/v2/alice/quiet/manifests/1";
        String blob = "/v2/alice/quiet/blobs/" + image.parts().getLast();
        assertEquals(one("registry", "fetched"), risen(ANSWERS, () -> get(200, manifest)));
        assertEquals(one("registry", "kept"), risen(ANSWERS, () -> get(200, manifest)));
        assertEquals(one("registry", "kept"), risen(ANSWERS, () -> send(200, "HEAD", manifest)));
        assertEquals(one("registry", "fetched"), risen(ANSWERS, () -> get(200, blob)));
        assertEquals(one("registry", "kept"), risen(ANSWERS, () -> get(200, blob)));
        assertEquals(
                one("registry", "fetched"),
                risen(ANSWERS, () -> get(200, "/v2/alice/quiet/tags/list")));
        assertEquals(
                one("registry", "kept"),
                risen(ANSWERS, () -> get(200, "/v2/alice/quiet/tags/list")));
        app.clock().move(Duration.ofSeconds(61));
        assertEquals(one("registry", "revalidated"), risen(ANSWERS, () -> get(200, manifest)));
        assertEquals(
                one("registry", "refused"),
                risen(ANSWERS, () -> get(404, "/v2/alice/quiet/manifests/2")));
        assertEquals(Map.of(), risen(ANSWERS, () -> get(200, "/v2/")), "a greeting is no pull");
        app.clock().move(Duration.ofSeconds(61));
        hub.registry().breakWith(new Fault.Down());
        assertEquals(one("registry", "stale"), risen(ANSWERS, () -> get(200, manifest)));
        assertClean();
    }

    @Test
    void whatIsKeptAndSentIsMeasured() {
        Image image = hub.content().pushImage("alice/quiet", "1", Layers.random("l", 300_000, 1));
        String blob = "/v2/alice/quiet/blobs/" + image.parts().getLast();
        long size = get(200, blob).body().length;
        String sent = "mos_token_http_sent_bytes_total";
        String series = "{listener=\"gateway\"}";
        Eventually.within(
                Duration.ofSeconds(10),
                "the bytes that were fetched and kept",
                () -> {
                    Exposition now = Exposition.of(app);
                    return now.value(sent + series) == size
                            && now.value("mos_token_content_bytes") == size
                            && now.value("mos_token_content_files") == 1
                            && now.value("mos_token_content_downloads") == 0;
                });
        // Now from disk, and a part of it.
        get(200, blob);
        get(206, blob, "Range", "bytes=0-9");
        Eventually.within(
                Duration.ofSeconds(10),
                "the bytes that were kept",
                () -> Exposition.of(app).value(sent + series) == 2 * size + 10);
        assertEquals(50.0 * (1L << 30), Exposition.of(app).value("mos_token_content_limit_bytes"));
        assertClean();
    }

    /// Hosts of content networks are made up by the upstream; they count under the listed suffix.
    @Test
    void upstreamsCountByListedNames() {
        Image image = hub.content().pushImage("alice/quiet", "1", Layers.file("a", "b"));
        get(200, "/v2/alice/quiet/manifests/1");
        get(200, "/v2/alice/quiet/blobs/" + image.parts().getFirst());
        get(200, REPOSITORY);
        Map<String, Double> asked = Exposition.of(app).counted(UPSTREAM);
        for (String series : asked.keySet()) {
            String host = series.replaceAll(".*host=\"([^\"]*)\".*", "$1");
            List<String> listed =
                    List.of(
                            "api.github.com",
                            "github.com",
                            "ghcr.io",
                            "auth.docker.io",
                            "hub.docker.com",
                            "registry-1.docker.io",
                            "*.docker.com");
            assertTrue(listed.contains(host), host);
        }
        assertEquals(1, asked.get("{host=\"*.docker.com\",status=\"2xx\"}"));
        assertEquals(1, asked.get("{host=\"registry-1.docker.io\",status=\"3xx\"}"));
        assertClean();
    }

    private void assertClean() {
        leaks.plant("local token", app.localToken().exposeUtf8());
        hub.plantInto(leaks);
        github.plantInto(leaks);
        String shown = new String(app.local("GET", "/metrics").body(), StandardCharsets.UTF_8);
        leaks.assertNotIn(shown);
        String id = TestApp.json(app.local("GET", TOKENS)).get(0).path("id").stringValue();
        for (String stranger : List.of(id, "puller", "alice", "octo", "quiet", "127.0.0.1")) {
            assertFalse(shown.contains(stranger), stranger);
        }
        hub.assertClean();
        github.assertClean();
    }
}
