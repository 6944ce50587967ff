package mos.token.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mos.token.testkit.Answer;
import mos.token.testkit.FakeHost;
import mos.token.testkit.Fault;
import mos.token.testkit.HostRules;
import mos.token.testkit.Layers;
import mos.token.testkit.TestApp;
import mos.token.testkit.Violations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Answers that docker-registry does not give, but other registries do.
class OddRegistryPullTest {
    private static final byte[] MANIFEST =
            "{ \"schemaVersion\": 2,\n  \"x\": 1.0 }\n".getBytes(StandardCharsets.UTF_8);
    private static final String DIGEST = Layers.sha256(MANIFEST);
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String AT = "/v2/quay.io/a/b/";

    @TempDir Path directory;
    private final Violations violations = new Violations();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private FakeHost registry;
    private TestApp app;

    @BeforeEach
    void start() {
        registry =
                FakeHost.start(
                        "quay.io",
                        HostRules.signedReads(),
                        violations,
                        (request, _) ->
                                answers.getOrDefault(
                                        request.target().replaceFirst("^/v2/a/b/", ""),
                                        Answer.json(404, "{}")));
        app =
                TestApp.in(directory)
                        .upstream("quay.io", java.net.URI.create(registry.base()))
                        .start();
    }

    @AfterEach
    void stop() {
        app.close();
        registry.close();
        violations.assertClean();
    }

    private void answer(String target, String type, byte[] body, String... headers) {
        Answer answer = Answer.bytes(200, type, body);
        for (int i = 0; i < headers.length; i += 2) {
            answer = answer.with(headers[i], headers[i + 1]);
        }
        answers.put(target, answer);
    }

    private HttpResponse<byte[]> get(String path) {
        return app.ask("GET", app.gateway().resolve(AT + path), null, null);
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String code(HttpResponse<byte[]> answer) {
        return TestApp.json(answer).path("errors").get(0).path("code").asString();
    }

    @Test
    void schema1IsNotAcceptedAndNeverAskedFor() {
        String[] types = {"prettyjws", "json"};
        for (String type : types) {
            String dead = "application/vnd.docker.distribution.manifest.v1+" + type;
            answer("manifests/" + type, dead, MANIFEST, "Docker-Content-Digest", DIGEST);
            HttpResponse<byte[]> answer = get("manifests/" + type);
            assertEquals(404, answer.statusCode());
            assertEquals("MANIFEST_UNKNOWN", code(answer));
        }
        assertEquals(
                0,
                registry.count(r -> r.joined("Accept").orElse("").contains("manifest.v1+pretty")));
    }

    @Test
    void aManifestOfAnyTypeIsServedAsItIs() {
        // Neither known to us nor told by the registry's headers.
        answer("manifests/odd", "application/vnd.example.thing+json; charset=utf-8", MANIFEST);
        HttpResponse<byte[]> answer = get("manifests/odd");
        assertArrayEquals(MANIFEST, answer.body());
        assertEquals("application/vnd.example.thing+json", header(answer, "Content-Type"));
        assertEquals(DIGEST, header(answer, "Docker-Content-Digest"));
    }

    @Test
    void referrersComeWithTheirFilter() {
        byte[] index =
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[]}"
                        .formatted(INDEX)
                        .getBytes(StandardCharsets.UTF_8);
        answer("referrers/" + DIGEST, INDEX, index);
        answer(
                "referrers/" + DIGEST + "?artifactType=a%2Fb",
                INDEX,
                index,
                "OCI-Filters-Applied",
                "artifactType",
                "Link",
                "<https://quay.io/v2/a/b/referrers/" + DIGEST + "?last=x>; rel=\"next\"");
        HttpResponse<byte[]> all = get("referrers/" + DIGEST);
        assertEquals(200, all.statusCode());
        assertEquals(INDEX, header(all, "Content-Type"));
        assertArrayEquals(index, all.body());
        assertEquals("", header(all, "OCI-Filters-Applied"));
        HttpResponse<byte[]> filtered = get("referrers/" + DIGEST + "?artifactType=a/b");
        assertEquals("artifactType", header(filtered, "OCI-Filters-Applied"));
        assertEquals(INDEX, header(filtered, "Content-Type"));
    }

    @Test
    void aPageOfTagsLeadsOnAtTheGateway() {
        answer(
                "tags/list?n=2",
                "application/json",
                "{\"name\":\"a/b\",\"tags\":[\"x\",\"a\"]}".getBytes(StandardCharsets.UTF_8),
                "Link",
                "<https://quay.io/v2/a/b/tags/list?last=a&n=2&secret=1>; rel=\"next\"");
        HttpResponse<byte[]> page = get("tags/list?n=2");
        assertEquals("<" + AT + "tags/list?n=2&last=a>; rel=\"next\"", header(page, "Link"));
        assertEquals("x", TestApp.json(page).path("tags").get(0).asString());
    }

    @Test
    void aRegistryThatIsTiredIsNotMissing() {
        registry.breakWith(
                new Fault.Says(429, "text/plain", "slow down", Map.of("Retry-After", "17")));
        for (String path : new String[] {"manifests/1", "blobs/" + DIGEST, "tags/list"}) {
            HttpResponse<byte[]> answer = get(path);
            assertEquals(503, answer.statusCode(), path);
            assertEquals("TOOMANYREQUESTS", code(answer));
            int seconds = Integer.parseInt(header(answer, "Retry-After"));
            // A little longer by chance: many gateways must not come back at the same moment.
            assertTrue(seconds >= 16 && seconds <= 22, path + " " + seconds);
        }
    }
}
