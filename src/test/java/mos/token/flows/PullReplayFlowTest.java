package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import mos.token.testkit.DockerRegistry;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.FakeHost;
import mos.token.testkit.Image;
import mos.token.testkit.Layers;
import mos.token.testkit.Recorded;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A fleet pulls the same images again and again while some tags move. What Docker Hub is asked
/// then is what changed, however many clients there are. `-Dreplay.images=200` replays a large one.
class PullReplayFlowTest {
    private static final int CLIENTS = 50;
    private static final int IMAGES = Integer.getInteger("replay.images", 4);
    private static final int ROUNDS = 4;

    /// Every how manieth tag moves between two rounds.
    private static final int MOVES = 4;

    private static final String TOKEN = "dckr" + "_pat_" + "Rp2Lm8".repeat(4) + "tuv";
    private static final String CHOSEN = "amd64";

    @TempDir Path directory;

    @Test
    void onlyWhatChangedIsAskedFor() throws Exception {
        try (FakeDockerHub hub = FakeDockerHub.forGateway().account("alice", TOKEN, "repo:read");
                TestApp app = TestApp.in(directory).upstreams(hub.upstreams()).start()) {
            hub.unlimited("alice");
            app.storeServiceTokens("{\"dockerhub\":\"alice:" + TOKEN + "\"}");
            app.local("GET", "/api/v1/mos/validatetokens");
            // The first pull of all also learns how Docker Hub wants to be asked.
            pull(app, push(hub, -1, 0));
            List.of(hub.auth(), hub.registry(), hub.cdn()).forEach(FakeHost::forget);
            int spentBefore = hub.pulls("alice");
            Set<String> wanted = new HashSet<>();
            List<Image> now = new ArrayList<>();
            for (int i = 0; i < IMAGES; i++) {
                now.add(push(hub, i, 0));
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = round % MOVES; round > 0 && i < IMAGES; i += MOVES) {
                    now.set(i, push(hub, i, round));
                }
                int looks = hub.registry().requests().size();
                wanted.addAll(pullAll(app, now));
                List<Recorded> asked = hub.registry().requests();
                for (int i = 0; i < IMAGES; i++) {
                    String tag = "/fleet/image" + i + "/manifests/latest";
                    assertEquals(
                            1,
                            asked.subList(looks, asked.size()).stream()
                                    .filter(r -> r.path().endsWith(tag))
                                    .filter(r -> r.header("Authorization").isPresent())
                                    .count(),
                            "looks at " + tag + " in round " + round);
                }
                app.clock().move(Duration.ofSeconds(61));
            }
            Predicate<Recorded> got = r -> r.isGet() && r.header("Authorization").isPresent();
            List<String> manifests = digests(hub, got, "manifests");
            assertEquals(0, hub.registry().count(r -> r.isGet() && r.path().endsWith("/latest")));
            assertEquals(manifests.size(), hub.pulls("alice") - spentBefore);
            assertEquals(0, hub.anonymousPulls());
            List<String> fetched = new ArrayList<>(manifests);
            fetched.addAll(digests(hub, got, "blobs"));
            assertEquals(wanted, new HashSet<>(fetched), "nothing that nobody asked for");
            assertEquals(wanted.size(), fetched.size(), "each once");
            assertEquals(digests(hub, got, "blobs").size(), hub.cdn().requests().size());
            // Tokens live as long as the replay's clock says: one per repository and round at most.
            assertTrue(hub.auth().requests().size() <= 2 * IMAGES * ROUNDS);
            hub.assertClean();
        }
    }

    private static Image push(FakeDockerHub hub, int image, int round) {
        return hub.content()
                .pushIndex(
                        DockerRegistry.Format.OCI,
                        "fleet/image" + image,
                        "latest",
                        "content " + image + " of round " + round);
    }

    private static List<String> digests(FakeDockerHub hub, Predicate<Recorded> which, String kind) {
        return hub.registry().requests().stream()
                .filter(which)
                .map(Recorded::path)
                .filter(path -> path.contains("/" + kind + "/sha256:"))
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .toList();
    }

    /// Every client pulls every image, each beginning at another one; what they asked for.
    private static Set<String> pullAll(TestApp app, List<Image> images) throws Exception {
        Set<String> wanted = new HashSet<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Callable<Set<String>>> fleet = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int first = client;
                fleet.add(() -> {
                    Set<String> asked = new HashSet<>();
                    for (int i = 0; i < images.size(); i++) {
                        asked.addAll(pull(app, images.get((first + i) % images.size())));
                    }
                    return asked;
                });
            }
            for (Future<Set<String>> each : clients.invokeAll(fleet)) {
                wanted.addAll(each.get());
            }
        }
        return wanted;
    }

    /// As containerd does it: HEAD of the tag, then by digest the index, one platform's manifest,
    /// its config and its layers.
    private static Set<String> pull(TestApp app, Image image) {
        String repository = "/v2/" + image.repository();
        HttpResponse<byte[]> head = ask(app, "HEAD", repository + "/manifests/latest");
        String digest = head.headers().firstValue("Docker-Content-Digest").orElse("");
        assertEquals(image.digest(), digest);
        Set<String> wanted = new HashSet<>(Set.of(digest));
        JsonNode index = read(app, repository + "/manifests/", digest);
        String platform =
                index.path("manifests")
                        .valueStream()
                        .filter(m -> m.at("/platform/architecture").asString().equals(CHOSEN))
                        .findFirst()
                        .orElseThrow()
                        .path("digest")
                        .asString();
        JsonNode manifest = read(app, repository + "/manifests/", platform);
        wanted.add(platform);
        List<String> blobs = new ArrayList<>(List.of(manifest.at("/config/digest").asString()));
        manifest.path("layers").forEach(layer -> blobs.add(layer.path("digest").asString()));
        for (String blob : blobs) {
            assertEquals(
                    blob, Layers.sha256(ask(app, "GET", repository + "/blobs/" + blob).body()));
        }
        wanted.addAll(blobs);
        return wanted;
    }

    private static JsonNode read(TestApp app, String path, String digest) {
        HttpResponse<byte[]> answer = ask(app, "GET", path + digest);
        assertEquals(digest, Layers.sha256(answer.body()));
        return TestApp.json(answer);
    }

    private static HttpResponse<byte[]> ask(TestApp app, String method, String path) {
        HttpResponse<byte[]> answer = app.reveal(method, app.gateway().resolve(path), null, null);
        assertEquals(200, answer.statusCode(), path);
        return answer;
    }
}
