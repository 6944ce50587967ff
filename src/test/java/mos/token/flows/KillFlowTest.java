package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import mos.token.store.Database;
import mos.token.testkit.Eventually;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.Image;
import mos.token.testkit.Layers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real process, killed (SIGKILL) or without a disk in the middle of cold pulls.
class KillFlowTest {
    private static final int LAYERS = 4;
    private static final int SIZE = 3_000_000;
    private static final int KILLS = 3;

    @TempDir Path directory;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private FakeDockerHub hub;

    @BeforeEach
    void start() {
        hub = FakeDockerHub.forGateway();
    }

    @AfterEach
    void stop() {
        clients.shutdownNow();
        hub.close();
        hub.assertClean();
    }

    private String[] upstreams() {
        return hub.upstreams().stream()
                .flatMap(upstream -> Stream.of("--upstream", upstream))
                .toArray(String[]::new);
    }

    private List<String> push(String tag) {
        byte[][] layers = new byte[LAYERS][];
        for (int i = 0; i < LAYERS; i++) {
            layers[i] = Layers.random("r", SIZE, (tag + i).hashCode());
        }
        Image image = hub.content().pushImage("library/x", tag, layers);
        return image.parts();
    }

    private int manifest(Served served, String tag) throws Exception {
        URI url = served.gateway().resolve("/v2/library/x/manifests/" + tag);
        return http.send(
                        HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private Callable<String> pulling(Pull pull, String digest) {
        return () -> {
            try {
                Pull.Outcome outcome = pull.blob(digest);
                boolean right = outcome.status() != 200 || outcome.digest().equals(digest);
                return right ? "" : "another content than " + digest + " came whole";
            } catch (IOException e) {
                return ""; // It knows that it has a part.
            }
        };
    }

    @Test
    void afterAKillNothingWrongIsServedAndNothingIsLeftOver() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> all = new ArrayList<>();
        for (int round = 0; round < KILLS; round++) {
            List<String> digests = push(Integer.toString(round));
            all.addAll(digests);
            long moment = random.nextLong((long) LAYERS * SIZE);
            AtomicLong received = new AtomicLong();
            try (Served served = Served.start(directory, upstreams())) {
                assertEquals(List.of(), files(served, "tmp"), "seed " + seed);
                assertEquals(200, manifest(served, Integer.toString(round)));
                Pull pull = new Pull(http, served.gateway(), received);
                List<Future<String>> pulls = new ArrayList<>();
                for (String digest : digests) {
                    pulls.add(clients.submit(pulling(pull, digest)));
                }
                Eventually.within(
                        Duration.ofSeconds(30), "byte " + moment, () -> received.get() >= moment);
                served.kill();
                for (Future<String> each : pulls) {
                    assertEquals("", each.get(), "seed " + seed);
                }
                for (Path file : files(served, "sha256")) {
                    assertEquals(
                            "sha256:" + file.getFileName(),
                            Layers.sha256(Files.readAllBytes(file)),
                            "seed " + seed);
                }
            }
        }
        try (Served served = Served.start(directory, upstreams())) {
            assertEquals(List.of(), files(served, "tmp"), "seed " + seed);
            Eventually.within(
                    Duration.ofSeconds(20),
                    "rows like files",
                    () -> rows(served).equals(names(served)));
            Pull pull = new Pull(http, served.gateway(), new AtomicLong());
            for (String digest : all) {
                assertEquals(new Pull.Outcome(200, digest), pull.blob(digest), "seed " + seed);
            }
            for (int round = 0; round < KILLS; round++) {
                assertEquals(200, manifest(served, Integer.toString(round)), "seed " + seed);
            }
            Eventually.within(
                    Duration.ofSeconds(20),
                    "all kept",
                    () -> names(served).containsAll(all) && rows(served).equals(names(served)));
        }
    }

    /// No file may have more than 2 MiB, which stands for a disk that is full in the middle.
    @Test
    void aDiskThatIsFullInTheMiddleIsServedPast() throws Exception {
        List<String> digests = push("1");
        try (Served served = Served.limited(directory, 2048, upstreams())) {
            assertEquals(200, manifest(served, "1"));
            Pull pull = new Pull(http, served.gateway(), new AtomicLong());
            List<Future<Pull.Outcome>> pulls = new ArrayList<>();
            for (String digest : digests) {
                for (int i = 0; i < 3; i++) {
                    pulls.add(clients.submit(() -> pull.blob(digest)));
                }
            }
            for (int i = 0; i < pulls.size(); i++) {
                assertEquals(new Pull.Outcome(200, digests.get(i / 3)), pulls.get(i).get());
            }
            assertEquals(List.of(), files(served, "tmp"));
            URI ready = served.admin().resolve("/health/ready");
            assertEquals(
                    200,
                    http.send(
                                    HttpRequest.newBuilder(ready).build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode());
            String notices = served.command("", "notice", "list").ok().out();
            assertEquals(1, notices.split("keeps nothing", -1).length - 1, notices);
            long lines = served.err().lines().filter(l -> l.contains("without being kept")).count();
            assertEquals(1, lines, served::err);
            assertEquals(0, served.terminate(), served::err);
        }
    }

    private static List<Path> files(Served served, String under) {
        try (Stream<Path> all = Files.walk(served.data().resolve("content").resolve(under))) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> names(Served served) {
        Set<String> names = new TreeSet<>();
        files(served, "sha256").forEach(file -> names.add("sha256:" + file.getFileName()));
        return names;
    }

    private static Set<String> rows(Served served) {
        try (Database database = Database.open(served.data(), () -> false)) {
            Set<String> rows = new TreeSet<>();
            database.read(query -> query.rows("select digest from content"))
                    .forEach(row -> rows.add(row.text("digest")));
            return rows;
        }
    }
}
