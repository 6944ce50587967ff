package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import mos.token.testkit.ApiDescription;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.Image;
import mos.token.testkit.Layers;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Docker Hub's pulls: a rolling window without a reset, and looks that are free.
class PullQuotaFlowTest {
    private static final String HUB_TOKEN = "dckr" + "_pat_" + "Kp3Xv9".repeat(4) + "qrs";
    private static final String MANIFEST = "/v2/library/x/manifests/";
    private static final String QUOTA = "/api/v1/mos/quota";

    @TempDir Path directory;
    private FakeDockerHub hub;
    private TestApp app;

    @BeforeEach
    void start() {
        hub = FakeDockerHub.forGateway().account("alice", HUB_TOKEN, "repo:public_read");
        TestApp.Setup setup = TestApp.in(directory);
        for (String upstream : hub.upstreams()) {
            String[] parts = upstream.split("=", 2);
            setup.upstream(parts[0], URI.create(parts[1]));
        }
        app = setup.start();
    }

    @AfterEach
    void stop() {
        app.close();
        hub.close();
        hub.assertClean();
    }

    private void storeToken() {
        app.storeServiceTokens("{\"dockerhub\":\"alice:" + HUB_TOKEN + "\"}");
        app.local("GET", "/api/v1/mos/validatetokens");
        hub.registry().forget();
    }

    private HttpResponse<byte[]> ask(String method, String reference) {
        return app.ask(method, app.gateway().resolve(MANIFEST + reference), null, null);
    }

    private JsonNode dockerHub() {
        HttpResponse<byte[]> answer = app.local("GET", QUOTA + "?service=dockerhub");
        assertEquals(java.util.List.of(), ApiDescription.read().wrong("GET " + QUOTA, answer));
        return TestApp.json(answer).at("/services/dockerhub");
    }

    @Test
    void theReserveIsForWhatIsNotKeptAndIsLookedAtAgain() {
        storeToken();
        Image old = hub.content().pushImage("library/x", "1", Layers.file("a", "b"));
        hub.content().pushImage("library/x", "2", Layers.file("c", "d"));
        assertEquals(200, ask("GET", "1").statusCode());
        hub.limit("alice", 1);
        app.clock().move(Duration.ofSeconds(61));
        assertEquals(200, ask("GET", "1").statusCode()); // a look, which tells what is left
        assertEquals("reserve", dockerHub().at("/now/pulls/state").asString());
        assertEquals("used up", dockerHub().at("/now/pulls/forecast/outcome").asString());

        Image moved = hub.content().pushImage("library/x", "1", Layers.file("e", "f"));
        app.clock().move(Duration.ofSeconds(61));
        hub.registry().forget();
        HttpResponse<byte[]> kept = ask("GET", "1");
        assertEquals(old.digest(), Layers.sha256(kept.body()));
        assertTrue(kept.headers().firstValue("Warning").orElse("").contains("in reserve"));
        assertEquals(0, hub.registry().requests().size(), "it was looked at");

        assertEquals(503, ask("GET", "2").statusCode());
        assertTrue(hub.registry().count(r -> r.path().endsWith("/2")) > 0, "no cold miss");

        hub.limit("alice", 200);
        app.clock().move(Duration.ofMinutes(6));
        HttpResponse<byte[]> fresh = ask("GET", "1");
        assertEquals(moved.digest(), Layers.sha256(fresh.body()));
        assertTrue(fresh.headers().firstValue("Warning").isEmpty());
        assertEquals("open", dockerHub().at("/now/pulls/state").asString());
    }

    @Test
    void withoutATokenTheAddressHasItsOwnQuotaAndReserve() {
        hub.content().pushImage("library/x", "1", Layers.file("a", "b"));
        assertEquals(200, ask("GET", "1").statusCode());
        JsonNode anonymous = dockerHub().at("/anonymous/pulls");
        assertEquals(99, anonymous.path("remaining").asLong());
        assertEquals("127.0.0.1", anonymous.path("source").asString());
        assertEquals(3600, anonymous.path("windowSeconds").asLong());
        assertTrue(dockerHub().path("now").isEmpty());
        hub.limitAnonymous(1);
        app.clock().move(Duration.ofSeconds(61));
        assertEquals(200, ask("GET", "1").statusCode());
        app.clock().move(Duration.ofSeconds(61));
        hub.registry().forget();
        assertTrue(ask("GET", "1").headers().firstValue("Warning").isPresent());
        assertEquals(0, hub.registry().requests().size());
    }

    @Test
    void aPlanWithoutALimitIsUnknownAndNotZero() {
        hub.unlimited("alice");
        storeToken();
        hub.content().pushImage("library/x", "1", Layers.file("a", "b"));
        assertEquals(200, ask("GET", "1").statusCode());
        app.clock().move(Duration.ofSeconds(61));
        assertTrue(ask("GET", "1").headers().firstValue("Warning").isEmpty());
        assertTrue(dockerHub().path("now").isEmpty());
    }

    @Test
    void aPullThatNeedsNoneIsSaved() {
        storeToken();
        Image image = hub.content().pushImage("library/x", "1", Layers.file("a", "b"));
        for (int i = 0; i < 5; i++) {
            assertEquals(200, ask("GET", "1").statusCode()); // one is spent
        }
        assertEquals(200, ask("GET", image.digest()).statusCode());
        assertEquals(200, ask("HEAD", "1").statusCode()); // free for all
        assertEquals(404, ask("GET", "none").statusCode()); // counts nowhere
        app.clock().move(Duration.ofSeconds(61));
        assertEquals(200, ask("GET", "1").statusCode()); // a look is free
        assertEquals(
                "{\"asked\":7,\"spent\":1,\"saved\":6}", dockerHub().at("/saved/today").toString());
        assertEquals(1, hub.pulls("alice"));
    }
}
