package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import mos.token.secret.SecretText;
import mos.token.testkit.Eventually;
import mos.token.testkit.Image;
import mos.token.testkit.Layers;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Looking after the images that are kept: show, prune, pin.
class CacheFlowTest extends CacheFlow {
    private static final long MIB = 1 << 20;

    private Image image(String repository, long seed) {
        return hub.content().pushImage(repository, "1", Layers.random("r", 900_000, seed));
    }

    private long bytes() {
        return api(200, "GET", "").path("bytes").asLong();
    }

    @Test
    void whatIsKeptIsShownAndWhatIsSharedCountsOnce() {
        byte[] shared = Layers.random("shared", 500_000, 1);
        Image one = hub.content().pushImage("library/one", "1", shared, Layers.file("a", "a"));
        Image two = hub.content().pushImage("library/two", "2", shared, Layers.file("b", "b"));
        pull(one);
        long first = bytes();
        assertTrue(first > 500_000, "kept " + first);
        pull(two);
        assertTrue(bytes() < first + 10_000, "the shared layer counts twice: " + bytes());
        assertEquals(7, api(200, "GET", "").path("contents").asLong(), "3 + 3 + the shared one");

        JsonNode kept = kept("docker.io/library/two");
        assertTrue(kept.path("bytes").asLong() > 500_000, kept.toString());
        assertEquals(4, kept.path("contents").asInt());
        assertEquals("2", kept.at("/tags/0/tag").asString());
        assertEquals(two.digest(), kept.at("/tags/0/digest").asString());
        assertEquals(
                app.clock().instant().toString().substring(0, 19),
                kept.at("/tags/0/since").asString().substring(0, 19));

        HttpResponse<byte[]> page = app.local("GET", CACHE + "/repositories?limit=1");
        assertEquals("docker.io/library/one", TestApp.json(page).at("/0/repository").asString());
        String link = page.headers().firstValue("Link").orElseThrow();
        String next = link.substring(link.indexOf('?'), link.indexOf('>'));
        JsonNode rest = api(200, "GET", "/repositories" + next);
        assertEquals(1, rest.size());
        assertEquals("docker.io/library/two", rest.at("/0/repository").asString());
    }

    @Test
    void whatWasPrunedIsAskedForAgainAndNothingElse() {
        byte[] shared = Layers.random("shared", 400_000, 1);
        Image one = hub.content().pushImage("library/one", "1", shared, Layers.file("a", "a"));
        Image two = hub.content().pushImage("library/two", "2", shared, Layers.file("b", "b"));
        pull(one);
        pull(two);
        JsonNode pruned = api(200, "DELETE", "?repository=one");
        assertEquals(3, pruned.path("contents").asInt(), "the shared layer is the other's too");
        assertTrue(kept("docker.io/library/one").isMissingNode());
        assertEquals(4, kept("docker.io/library/two").path("contents").asInt());
        forgetRequests();
        pull(two);
        assertEquals(0, requests(), "what was not pruned was asked for");
        pull(one);
        assertEquals(1, hub.registry().count(r -> r.isGet() && r.path().contains("/manifests/")));
        assertEquals(2, hub.cdn().requests().size(), "the config and its own layer");
        assertEquals(
                1,
                hub.registry()
                        .count(r ->
                                r.method().equals("HEAD") && r.path().contains(one.parts().get(0))),
                "the shared layer was not confirmed anew");

        app.clock().move(Duration.ofDays(3));
        pull(two);
        api(200, "DELETE", "?olderThan=2d");
        assertTrue(kept("docker.io/library/one").path("tags").isEmpty(), "it was not used since");
        assertEquals(4, kept("docker.io/library/two").path("contents").asInt());
        assertEquals(0, api(200, "DELETE", "?olderThan=2d").path("contents").asInt());

        api(200, "DELETE", "?everything=true");
        assertEquals(0, bytes());
        pull(one);
        pull(two);
    }

    @Test
    void pruneSaysWhatItNeedsToKnow() {
        for (String query : new String[] {"", "?pinned=true", "?everything=true&olderThan=2d"}) {
            api(400, "DELETE", query);
        }
        for (String query :
                new String[] {
                    "?olderThan=2",
                    "?olderThan=0d",
                    "?repository=UPPER",
                    "?repository=registry.example/x/y",
                    "?older=2d",
                    "?everything=yes"
                }) {
            api(400, "DELETE", query);
        }
    }

    @Test
    void whatIsBeingReadStaysAndIsRight() throws IOException {
        byte[] layer = Layers.random("large", 24 << 20, 7);
        Image image = hub.content().pushImage("library/large", "1", layer);
        pull(image);
        String blob = image.parts().getFirst();
        try (Socket reader = new Socket()) {
            reader.setReceiveBufferSize(8_192);
            reader.setSoTimeout(20_000);
            reader.connect(
                    new java.net.InetSocketAddress(
                            InetAddress.getLoopbackAddress(), app.gateway().getPort()));
            String request =
                    "GET /v2/library/large/blobs/%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                            .formatted(blob, app.gateway().getAuthority());
            reader.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            DataInputStream in = new DataInputStream(reader.getInputStream());
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                head.append((char) in.readByte());
            }
            JsonNode pruned = api(200, "DELETE", "?everything=true");
            assertEquals(1, pruned.path("inUse").asInt(), "dropped while it was read");
            assertEquals(blob, Layers.sha256(in.readAllBytes()));
        }
        Eventually.within(
                SOON, () -> api(200, "DELETE", "?everything=true").path("inUse").asInt() == 0);
        pull(image);
    }

    @Test
    void whatIsPinnedStaysWhateverRoomIsNeeded() {
        limit(4 * MIB);
        Image first = image("library/first", 1);
        Image second = image("library/second", 2);
        pull(first);
        assertEquals(
                "docker.io/library/first:1",
                api(200, "PUT", "/pins", "{\"image\":\"first:1\"}").path("image").asString());
        pull(second);
        for (int i = 3; i < 9; i++) {
            app.clock().move(Duration.ofSeconds(1));
            pull(image("library/n" + i, i));
        }
        assertTrue(bytes() <= 4 * MIB, "over the limit: " + bytes());
        forgetRequests();
        pull(first);
        assertEquals(0, requests(), "something pinned went");
        assertTrue(kept("docker.io/library/first").at("/tags/0/pinned").asBoolean());
        assertTrue(kept("docker.io/library/second").isMissingNode(), "not pinned, but it stayed");

        app.restart();
        api(200, "DELETE", "?everything=true");
        pull(first);
        assertEquals(0, requests(), "pruned although it is pinned");
        api(200, "DELETE", "?everything=true&pinned=true");
        assertEquals(0, bytes());
        assertEquals(1, api(200, "GET", "").path("pins").size(), "the pin itself stays");
        api(200, "DELETE", "/pins?image=first:1");
        api(404, "DELETE", "/pins?image=first:1");
    }

    @Test
    void pinsLeaveRoomForOthers() {
        limit(1_950_000); // two such images are more than nine tenths of it
        pull(image("library/first", 1));
        api(200, "PUT", "/pins", "{\"image\":\"first:1\"}");
        Image second = image("library/second", 2);
        pull(second);
        JsonNode refused = api(409, "PUT", "/pins", "{\"image\":\"second:1\"}");
        assertTrue(refused.path("detail").asString().contains("would be pinned"));
        assertEquals(1, api(200, "GET", "").path("pins").size());

        // What is pinned before it is there cannot be refused; a notice tells.
        api(200, "DELETE", "?repository=second");
        api(200, "PUT", "/pins", "{\"image\":\"second:1\"}");
        pull(second);
        app.restart();
        Eventually.within(SOON, "the notice", () -> notices("content.pinned") == 1);
        api(200, "DELETE", "/pins?image=second:1");
        app.restart();
        Eventually.within(SOON, "the notice's end", () -> notices("content.pinned") == 0);
    }

    private int notices(String kind) {
        return TestApp.json(app.local("GET", "/api/v1/notices?kind=" + kind)).size();
    }

    @Test
    void aPinFollowsItsTag() {
        limit(4 * MIB);
        pull(image("library/x", 1));
        api(200, "PUT", "/pins", "{\"image\":\"x:1\"}");
        Image moved = image("library/x", 2);
        app.clock().move(Duration.ofSeconds(61));
        pull(moved);
        for (int i = 3; i < 9; i++) {
            app.clock().move(Duration.ofSeconds(1));
            pull(image("library/n" + i, i));
        }
        forgetRequests();
        pull(moved);
        assertEquals(0, requests());
    }

    @Test
    void malformedPinsAreRefused() {
        for (String body :
                new String[] {
                    "{}",
                    "{\"image\":7}",
                    "{\"image\":\"a\",\"b\":1}",
                    "{\"image\":\"A\"}",
                    "{\"image\":\"a:\"}",
                    "{\"image\":\"a@sha256:1\"}",
                    "{\"image\":\"registry.example/a/b\"}",
                    "{\"image\":\"\"}"
                }) {
            api(400, "PUT", "/pins", body);
        }
        api(400, "DELETE", "/pins");
    }

    @Test
    void lookingNeedsRegistryReadAndChangingWrite() {
        SecretText none = app.createToken("docker", permissions("docker", "write"));
        SecretText read = app.createToken("reads", permissions("registry", "read"));
        SecretText write = app.createToken("writes", permissions("registry", "write"));
        String pin = "{\"image\":\"x\"}";
        for (String path : new String[] {"", "/repositories"}) {
            assertEquals(403, status("GET", path, none, null));
            assertEquals(200, status("GET", path, read, null));
        }
        assertEquals(403, status("DELETE", "?everything=true", read, null));
        assertEquals(403, status("PUT", "/pins", read, pin));
        assertEquals(403, status("POST", "/warm", read, "{\"images\":[\"x\"]}"));
        assertEquals(200, status("PUT", "/pins", write, pin));
        assertEquals(200, status("DELETE", "/pins?image=x", write, null));
        assertEquals(200, status("DELETE", "?everything=true", write, null));
        String audit =
                new String(
                        app.local("GET", "/api/v1/audit?action=registry.*").body(),
                        StandardCharsets.UTF_8);
        for (String action : new String[] {"registry.pin", "registry.unpin", "registry.prune"}) {
            assertTrue(audit.contains("\"" + action + "\""), action);
        }
        assertFalse(audit.contains("registry.warm"), "a refused order was audited as done");
    }

    private static String permissions(String resource, String level) {
        return "{\"mode\":\"custom\",\"resources\":{\"%s\":\"%s\"}}".formatted(resource, level);
    }
}
