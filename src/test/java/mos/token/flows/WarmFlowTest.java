package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import mos.token.testkit.DockerRegistry;
import mos.token.testkit.Eventually;
import mos.token.testkit.Fault;
import mos.token.testkit.Image;
import mos.token.testkit.Layers;
import mos.token.testkit.Skopeo;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Fetching images before anybody asks for them.
class WarmFlowTest extends CacheFlow {
    private JsonNode order(String images, String more) {
        return api(202, "POST", "/warm", "{\"images\":[%s]%s}".formatted(images, more));
    }

    private JsonNode finished(JsonNode order) {
        String path = "/warm/" + order.path("id").asString();
        Eventually.within(SOON, "its end", () -> api(200, "GET", path).path("over").asBoolean());
        return api(200, "GET", path);
    }

    @Test
    void whatWasWarmedIsServedWhileTheUpstreamIsAway() {
        DockerRegistry.Format oci = DockerRegistry.Format.OCI;
        hub.content().pushIndex(oci, "library/many", "1", "content");
        Image one = hub.content().pushImage("library/one", "1", Layers.random("r", 900_000, 1));
        JsonNode over = finished(order("\"many:1\",\"docker.io/library/one:1\"", ""));
        for (JsonNode image : over.path("images").values()) {
            assertEquals("done", image.path("state").asString(), image.toString());
            assertTrue(image.path("total").asLong() > 0);
            assertEquals(image.path("total").asLong(), image.path("done").asLong());
        }
        hub.breakWith(new Fault.Down());
        forgetRequests();
        pull(one);
        try (Skopeo skopeo = new Skopeo()) {
            Path into = directory.resolve("pulled");
            String name = app.gateway().getAuthority() + "/library/many:1";
            skopeo.run(
                            "--override-arch=amd64",
                            "--override-os=linux",
                            "copy",
                            "--src-tls-verify=false",
                            "docker://" + name,
                            "dir:" + into)
                    .ok();
        }
        assertEquals(0, requests());
        // Nobody can be asked, but it is kept: an order says so, and pulls go on.
        app.clock().move(Duration.ofMinutes(10));
        JsonNode stale = finished(order("\"one:1\"", "")).at("/images/0");
        assertEquals("failed", stale.path("state").asString());
        assertTrue(stale.path("problem").asString().contains("an earlier copy is kept"));
        pull(one);
    }

    @Test
    void onlyTheChosenPlatformsAreFetched() {
        Image index =
                hub.content().pushIndex(DockerRegistry.Format.DOCKER, "library/many", "1", "c");
        finished(order("\"many:1\"", ",\"platforms\":[\"linux/arm64\"]"));
        assertEquals(
                1, hub.registry().count(r -> r.isGet() && r.path().endsWith(index.parts().get(1))));
        assertEquals(0, hub.registry().count(r -> r.path().endsWith(index.parts().get(0))));
        JsonNode none = finished(order("\"many:1\"", ",\"platforms\":[\"linux/s390x\"]"));
        assertEquals(
                "it is not there for linux/s390x, but for linux/amd64, linux/arm64",
                none.at("/images/0/problem").asString());
    }

    @Test
    void anOrderTellsWhatFailsAndGoesOn() {
        hub.content().pushImage("library/one", "1", Layers.file("a", "a"));
        JsonNode over = finished(order("\"missing:1\",\"one:1\"", ""));
        assertEquals("failed", over.at("/images/0/state").asString());
        assertEquals("done", over.at("/images/1/state").asString());
        for (String body :
                new String[] {
                    "{}",
                    "{\"images\":[]}",
                    "{\"images\":\"x\"}",
                    "{\"images\":[1]}",
                    "{\"images\":[\"registry.example/x\"]}",
                    "{\"images\":[\"x\"],\"y\":1}",
                    "{\"images\":[\"x\"],\"platforms\":[]}",
                    "{\"images\":[\"x\"],\"platforms\":[\"amd64\"]}"
                }) {
            api(400, "POST", "/warm", body);
        }
        api(404, "GET", "/warm/99");
        api(404, "DELETE", "/warm/99");
    }

    @Test
    void anOrderIsFollowedAndCancelled() {
        hub.content().pushImage("library/large", "1", Layers.random("r", 2_000_000, 3));
        Fault.Gate gate = new Fault.Gate();
        hub.cdn().breakWith(new Fault.Stall(100_000, gate));
        JsonNode order = order("\"large:1\",\"large:1\",\"library/other:1\"", "");
        assertEquals(2, order.path("images").size(), "the same image twice");
        String path = "/warm/" + order.path("id").asString();
        Eventually.within(SOON, "a stalled blob", () -> gate.arrived() > 0);
        JsonNode halfway = api(200, "GET", path).at("/images/0");
        assertEquals("loading", halfway.path("state").asString());
        assertTrue(halfway.path("total").asLong() > 2_000_000, halfway.toString());
        JsonNode cancelled = api(200, "DELETE", path);
        assertEquals("cancelled", cancelled.at("/images/0/state").asString());
        assertTrue(
                cancelled.path("over").asBoolean()
                        || !cancelled.at("/images/1/state").asString().equals("done"));
        gate.open();
        hub.cdn().heal();
        assertEquals("done", finished(order("\"large:1\"", "")).at("/images/0/state").asString());
    }
}
