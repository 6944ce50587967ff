package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.Layers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many clients that want one cold blob at the same moment, of a process with little memory.
class ColdReadersFlowTest {
    private static final int READERS = 200;
    private static final int SIZE = 8 << 20;
    private static final long MOST_GROWTH = 64L << 10; // KiB

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

    @Test
    void aColdBlobIsAskedForOnceForAllAndItsSizeDoesNotShowInMemory() throws Exception {
        hub.content().pushImage("library/x", "1", Layers.file("a", "b"));
        String small = hub.content().pushBlob("library/x", bytes(SIZE / 8));
        String large = hub.content().pushBlob("library/x", bytes(SIZE));
        String[] upstreams =
                hub.upstreams().stream()
                        .flatMap(upstream -> Stream.of("--upstream", upstream))
                        .toArray(String[]::new);
        try (Served served = Served.small(directory, upstreams)) {
            var manifest = served.gateway().resolve("/v2/library/x/manifests/1");
            http.send(
                    HttpRequest.newBuilder(manifest).build(),
                    HttpResponse.BodyHandlers.discarding());
            // What 200 readers need at all, and the heap that is not collected before it is used.
            pulled(served, small);
            long before = memory(served, "VmRSS");
            hub.cdn().forget();
            pulled(served, large);
            assertEquals(1, hub.cdn().requests().size());
            long growth = memory(served, "VmHWM") - before;
            assertTrue(growth < MOST_GROWTH, () -> "grew by " + growth + " KiB from " + before);
        }
    }

    private void pulled(Served served, String digest) throws Exception {
        Pull pull = new Pull(http, served.gateway(), new AtomicLong());
        List<Future<Pull.Outcome>> pulls = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            pulls.add(clients.submit(() -> pull.blob(digest)));
        }
        for (Future<Pull.Outcome> each : pulls) {
            assertEquals(new Pull.Outcome(200, digest), each.get());
        }
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /// A figure of `/proc/PID/status`, in KiB.
    private static long memory(Served served, String name) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + served.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
