package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import mos.token.testkit.Eventually;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.FakeHost;
import mos.token.testkit.Fault;
import mos.token.testkit.Image;
import mos.token.testkit.Layers;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What is behind a registry being unwell: its token service, its storage. None of it says anything
/// about an image, and a stored token never makes it worse.
class RegistryTroubleFlowTest {
    private static final String HUB_TOKEN = "dckr" + "_pat_" + "Kp3Xv9".repeat(4) + "qrs";
    private static final String MANIFEST = "/v2/library/x/manifests/";

    @TempDir Path directory;
    private FakeDockerHub hub;
    private TestApp app;

    @BeforeEach
    void start() {
        hub = FakeDockerHub.forGateway().account("alice", HUB_TOKEN, "repo:read");
        TestApp.Setup setup = TestApp.in(directory);
        for (String upstream : hub.upstreams()) {
            String[] parts = upstream.split("=", 2);
            setup.upstream(parts[0], URI.create(parts[1]));
        }
        app = setup.start();
        app.storeServiceTokens("{\"dockerhub\":\"alice:" + HUB_TOKEN + "\"}");
        // Joins the look that follows saving, so that the counts below are the doors' own.
        app.local("GET", "/api/v1/mos/validatetokens");
        List.of(hub.auth(), hub.registry(), hub.cdn()).forEach(FakeHost::forget);
    }

    @AfterEach
    void stop() {
        try {
            LeakSearch leaks = new LeakSearch().plant("the Docker Hub token", HUB_TOKEN);
            hub.plantInto(leaks);
            leaks.assertNotIn(app.answers());
            app.close();
            leaks.assertNowhere(directory.resolve("data"));
        } finally {
            app.close();
            hub.close();
        }
    }

    private HttpResponse<byte[]> get(String path) {
        return app.ask("GET", app.gateway().resolve(path), null, null);
    }

    @Test
    void aStorageThatIsUnwellSaysNothingAboutTheBlobNorTheLogIn() {
        Image image = hub.content().pushImage("library/x", "1", Layers.random("r", 30_000, 5));
        String blob = "/v2/library/x/blobs/" + image.parts().getFirst();
        assertEquals(200, get(MANIFEST + "1").statusCode());
        Map<String, String> login = Map.of("WWW-Authenticate", "Basic realm=\"storage\"");
        for (Fault fault :
                List.of(
                        new Fault.Says(404),
                        new Fault.Says(403),
                        new Fault.Says(401, "text/plain", "no", login))) {
            hub.cdn().breakWith(fault);
            assertEquals(503, get(blob).statusCode(), fault::toString);
            hub.heal();
        }
        app.clock().move(Duration.ofSeconds(61));
        assertEquals(200, get(MANIFEST + "1").statusCode());
        assertEquals(image.parts().getFirst(), Layers.sha256(get(blob).body()));
        // The storage's wish for Basic would have shown the token to the registry itself.
        hub.assertClean();
    }

    @Test
    void aTokenServiceThatIsNotThereIsNoMissingImage() {
        Image image = hub.content().pushImage("library/x", "1", Layers.file("a", "b"));
        assertEquals(200, get(MANIFEST + "1").statusCode());
        app.clock().move(Duration.ofSeconds(400));
        hub.auth().breakWith(new Fault.Says(404));
        HttpResponse<byte[]> stale = get(MANIFEST + "1");
        assertEquals(200, stale.statusCode());
        assertEquals(image.digest(), Layers.sha256(stale.body()));
        assertTrue(stale.headers().firstValue("Warning").isPresent());
        assertEquals(503, get(MANIFEST + "2").statusCode());
        hub.assertClean();
    }

    @Test
    void aStoredTokenThatGetsNothingThereDoesNotHideWhatIsPublic() {
        // ghcr.io answers 403 to fine-grained GitHub tokens, for public images too.
        hub.content().pushImage("library/x", "1", Layers.file("a", "b"));
        hub.content().pushImage("library/x", "2", Layers.file("c", "d"));
        hub.auth().breakWith(new Fault.Says(403), r -> r.header("Authorization").isPresent());
        assertEquals(200, get(MANIFEST + "1").statusCode());
        assertEquals(200, get(MANIFEST + "2").statusCode());
        assertEquals(2, hub.anonymousPulls());
        assertEquals(1, hub.auth().count(r -> r.header("Authorization").isPresent()), "again");
        hub.assertClean();
    }

    @Test
    void aTagThatMovedWhenThePullsAreUsedUpIsServedAsItWas() {
        Image old = hub.content().pushImage("library/x", "1", Layers.file("a", "b"));
        assertEquals(200, get(MANIFEST + "1").statusCode());
        Image moved = hub.content().pushImage("library/x", "1", Layers.file("c", "d"));
        app.clock().move(Duration.ofSeconds(61));
        hub.limit("alice", 1);
        hub.registry().forget();
        for (int i = 0; i < 2; i++) {
            HttpResponse<byte[]> stale = get(MANIFEST + "1");
            assertEquals(200, stale.statusCode());
            assertEquals(old.digest(), Layers.sha256(stale.body()));
            assertEquals(
                    old.digest(),
                    stale.headers().firstValue("Docker-Content-Digest").orElseThrow());
            assertTrue(stale.headers().firstValue("Warning").isPresent());
        }
        assertEquals(503, get(MANIFEST + moved.digest()).statusCode());
        assertEquals(1, pulls(), "a pull was asked for again");
        hub.limit("alice", 200);
        app.clock().move(Duration.ofSeconds(80));
        assertEquals(moved.digest(), Layers.sha256(get(MANIFEST + "1").body()));
        hub.assertClean();
    }

    private long pulls() {
        return hub.registry()
                .count(r -> r.method().equals("GET") && r.path().contains("/manifests/"));
    }

    /// While the pulls are used up, looks and blobs go on: they cost none.
    @Test
    void aPullLimitStopsPullsAloneAndForAllClients() {
        Image image = hub.content().pushImage("library/x", "1", Layers.random("r", 30_000, 5));
        hub.content().pushImage("library/x", "2", Layers.file("c", "d"));
        hub.content().pushImage("library/x", "3", Layers.file("e", "f"));
        assertEquals(200, get(MANIFEST + "1").statusCode());
        hub.limit("alice", 1);
        HttpResponse<byte[]> refused = get(MANIFEST + "2");
        assertEquals(503, refused.statusCode());
        long after = refused.headers().firstValueAsLong("Retry-After").orElseThrow();
        assertTrue(after >= 60 && after <= 75, "Retry-After: " + after);
        hub.registry().forget();
        HttpResponse<byte[]> another = get(MANIFEST + "3");
        assertEquals(503, another.statusCode());
        assertTrue(new String(another.body(), StandardCharsets.UTF_8).contains("pull limit"));
        assertEquals(0, pulls(), "another client's pull was asked for");
        String blob = image.parts().getFirst();
        assertEquals(blob, Layers.sha256(get("/v2/library/x/blobs/" + blob).body()));
        app.clock().move(Duration.ofSeconds(61));
        assertTrue(get(MANIFEST + "1").headers().firstValue("Warning").isPresent(), "reserve");
        hub.limit("alice", 200);
        app.clock().move(Duration.ofSeconds(20));
        assertEquals(200, get(MANIFEST + "2").statusCode());
        assertEquals(200, get(MANIFEST + "3").statusCode());
        hub.assertClean();
    }

    @Test
    void anAbuseLimitStopsEverythingUntilOneRequestIsAnswered() throws Exception {
        Image image = hub.content().pushImage("library/x", "1", Layers.random("r", 30_000, 5));
        hub.content().pushImage("library/x", "2", Layers.file("c", "d"));
        assertEquals(200, get(MANIFEST + "1").statusCode());
        app.clock().move(Duration.ofSeconds(400)); // the registry's token is over, too
        hub.registry().breakWith(new Fault.Says(429, "text/plain", "Too Many Requests"));
        assertTrue(get(MANIFEST + "1").headers().firstValue("Warning").isPresent());
        List.of(hub.auth(), hub.registry()).forEach(FakeHost::forget);
        String blob = "/v2/library/x/blobs/" + image.parts().getFirst();
        for (String path : List.of(MANIFEST + "2", blob, "/v2/library/x/tags/list")) {
            HttpResponse<byte[]> refused = get(path);
            assertEquals(503, refused.statusCode(), path);
            assertTrue(refused.headers().firstValueAsLong("Retry-After").orElse(0) > 0, path);
        }
        assertEquals(200, get(MANIFEST + "1").statusCode());
        assertEquals(0, hub.registry().requests().size() + hub.auth().requests().size());

        app.clock().move(Duration.ofSeconds(80));
        Fault.Gate gate = new Fault.Gate();
        hub.registry().heal();
        hub.registry().breakWith(new Fault.Hold(gate));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var look = threads.submit(() -> get(MANIFEST + "2").statusCode());
            Eventually.within(Duration.ofSeconds(20), () -> gate.arrived() == 1);
            assertEquals(503, get(blob).statusCode(), "a second one in parallel");
            gate.open();
            assertEquals(200, look.get());
        }
        hub.registry().heal();
        assertEquals(200, get(blob).statusCode());
        hub.assertClean();
    }

    @Test
    void aTokenServiceWithoutPatienceIsLeftAlone() {
        for (String repository : List.of("library/x", "library/y")) {
            hub.content().pushImage(repository, "1", Layers.file("a", "b"));
            hub.content().pushImage(repository, "2", Layers.file("c", "d"));
            assertEquals(200, get("/v2/" + repository + "/manifests/1").statusCode());
        }
        app.clock().move(Duration.ofSeconds(400));
        hub.auth().breakWith(new Fault.Says(429, "text/plain", "slow", Map.of("Retry-After", "9")));
        HttpResponse<byte[]> refused = get(MANIFEST + "2");
        assertEquals(503, refused.statusCode());
        assertTrue(refused.headers().firstValueAsLong("Retry-After").orElseThrow() >= 9);
        hub.auth().forget();
        assertEquals(503, get("/v2/library/y/manifests/2").statusCode());
        assertEquals(0, hub.auth().requests().size());
        hub.heal();
        app.clock().move(Duration.ofSeconds(12));
        assertEquals(200, get("/v2/library/y/manifests/2").statusCode());
        assertEquals(200, get(MANIFEST + "2").statusCode());
        hub.assertClean();
    }

    @Test
    void aRedirectToAForeignHostIsNotFollowed() {
        Image image = hub.content().pushImage("library/x", "1", Layers.random("r", 30_000, 5));
        assertEquals(200, get(MANIFEST + "1").statusCode());
        for (String foreign :
                List.of("https://evil.example/b", "http://x.docker.com/b", "https://10.0.0.1/b")) {
            hub.registry()
                    .breakWith(
                            new Fault.Says(307, "text/plain", "", Map.of("Location", foreign)),
                            r -> r.path().contains("/blobs/"));
            HttpResponse<byte[]> refused = get("/v2/library/x/blobs/" + image.parts().getFirst());
            assertEquals(503, refused.statusCode(), foreign);
        }
        hub.assertClean();
    }

    @Test
    void aListThatBreaksOffIsBridgedByTheCopy() {
        hub.content().pushImage("library/x", "1", Layers.file("a", "b"));
        String list = "/v2/library/x/tags/list";
        HttpResponse<byte[]> before = get(list);
        assertEquals(200, before.statusCode(), "the first request ever is for a list");
        app.clock().move(Duration.ofSeconds(61));
        hub.registry().breakWith(new Fault.Cut(5), r -> r.path().endsWith("/tags/list"));
        HttpResponse<byte[]> stale = get(list);
        assertEquals(200, stale.statusCode());
        assertEquals(Layers.sha256(before.body()), Layers.sha256(stale.body()));
        assertTrue(stale.headers().firstValue("Warning").isPresent());
        hub.assertClean();
    }

    @Test
    void aBrokenUpstreamIsBridgedByTheCopyAndNeverA404() {
        Image image = hub.content().pushImage("library/x", "1", Layers.file("a", "b"));
        String path = "/v2/library/x/manifests/1";
        assertEquals(200, get(path).statusCode());
        for (Fault fault :
                List.of(
                        new Fault.Down(),
                        new Fault.Says(429),
                        new Fault.Says(500),
                        new Fault.Says(503))) {
            app.clock().move(Duration.ofSeconds(61));
            hub.registry().breakWith(fault);
            HttpResponse<byte[]> stale = get(path);
            assertEquals(200, stale.statusCode(), fault::toString);
            assertEquals(image.digest(), Layers.sha256(stale.body()));
            assertTrue(
                    stale.headers().firstValue("Warning").orElse("").startsWith("299 - \""),
                    fault::toString);
            assertTrue(Long.parseLong(stale.headers().firstValue("Age").orElse("0")) >= 61);
            HttpResponse<byte[]> unknown = get(MANIFEST + "2");
            assertEquals(503, unknown.statusCode(), fault::toString);
            hub.heal();
        }
        app.clock().move(Duration.ofDays(8));
        hub.registry().breakWith(new Fault.Down());
        assertEquals(503, get(path).statusCode(), "older than max-stale");
        hub.assertClean();
    }

    @Test
    void aRefusedTokenFallsBackToAnonymousOnce() {
        hub.content().pushImage("library/x", "1", Layers.file("a", "b"));
        hub.revoke("alice", HUB_TOKEN);
        assertEquals(200, get(MANIFEST + "1").statusCode());
        app.clock().move(Duration.ofSeconds(400));
        assertEquals(200, get(MANIFEST + "1").statusCode());
        assertEquals(
                1, hub.auth().count(r -> r.header("Authorization").isPresent()), "asked again");
        assertEquals(1, hub.anonymousPulls());
        JsonNode notices = TestApp.json(app.local("GET", "/api/v1/notices?kind=service-token"));
        assertEquals(1, notices.size(), notices::toString);
        assertEquals("service-token.refused", notices.get(0).path("kind").stringValue());
        hub.assertClean();
    }

    /// A 401 or 403 of one repository is no verdict on the token.
    @Test
    void aRepositoryThatIsNotShownDoesNotCostTheToken() {
        hub.content().pushImage("library/x", "1", Layers.file("a", "b"));
        hub.content().pushImage("secret/x", "1", Layers.file("a", "c"));
        hub.privateRepository("secret/x", "somebody");
        assertEquals(401, get("/v2/secret/x/manifests/1").statusCode());
        assertEquals(200, get(MANIFEST + "1").statusCode());
        assertEquals(
                "good",
                TestApp.json(app.local("GET", "/api/v1/mos/tokens/dockerhub"))
                        .path("state")
                        .stringValue());
        assertEquals(0, hub.anonymousPulls(), "pulled with the token");
    }

    @Test
    void aLieAboutADigestIsNeverServedWhole() {
        Image image = hub.content().pushImage("library/x", "1", Layers.random("r", 30_000, 5));
        String blob = "/v2/library/x/blobs/" + image.parts().getFirst();
        hub.cdn().breakWith(new Fault.Corrupt(1000));
        assertEquals(502, get(blob).statusCode());
        hub.registry().breakWith(new Fault.Corrupt(10), r -> r.path().contains("/manifests/"));
        assertEquals(503, get(MANIFEST + "1").statusCode());
        hub.heal();
        assertEquals(image.parts().getFirst(), Layers.sha256(get(blob).body()));
        assertEquals(image.digest(), Layers.sha256(get(MANIFEST + "1").body()));
        hub.assertClean();
    }
}
