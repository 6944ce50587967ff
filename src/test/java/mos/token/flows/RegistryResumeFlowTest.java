package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.Fault;
import mos.token.testkit.Image;
import mos.token.testkit.Layers;
import mos.token.testkit.Recorded;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Blobs that break off on their way here.
class RegistryResumeFlowTest {
    private static final int SIZE = 3_000_000;
    private static final Predicate<Recorded> RANGED = r -> r.header("Range").isPresent();

    @TempDir Path directory;
    private FakeDockerHub hub;
    private TestApp app;
    private Image image;
    private String digest;

    @BeforeEach
    void start() {
        hub = FakeDockerHub.forGateway();
        app = TestApp.in(directory).upstreams(hub.upstreams()).start();
        image = hub.content().pushImage("library/x", "1", Layers.random("r", SIZE, 5));
        digest = image.parts().getFirst();
        assertEquals(200, get("/v2/library/x/manifests/1").statusCode());
    }

    @AfterEach
    void stop() {
        app.close();
        hub.close();
        hub.assertClean();
    }

    private HttpResponse<byte[]> get(String path) {
        return app.ask("GET", app.gateway().resolve(path), null, null);
    }

    private HttpResponse<byte[]> blob(String of) {
        return get("/v2/library/x/blobs/" + of);
    }

    private List<String> ranges() {
        return hub.cdn().requests().stream().map(r -> r.header("Range").orElse("whole")).toList();
    }

    @Test
    void aBlobThatBreaksOffGoesOnFromThereByANewSignedAddress() {
        AtomicInteger requests = new AtomicInteger();
        hub.cdn().breakWith(new Fault.Cut(1_000_000), _ -> requests.getAndIncrement() < 2);
        assertEquals(digest, Layers.sha256(blob(digest).body()));
        List<String> ranges = ranges();
        assertEquals(3, ranges.size(), ranges::toString);
        assertEquals("whole", ranges.getFirst());
        assertTrue(ranges.get(1).matches("bytes=[1-9][0-9]*-"), ranges::toString);
        long addresses = hub.cdn().requests().stream().map(Recorded::target).distinct().count();
        assertEquals(3, addresses, "each asked for at the registry anew");
        assertEquals(digest, Layers.sha256(blob(digest).body()));
        assertEquals(3, hub.cdn().requests().size(), "it was kept");
    }

    @Test
    void aTokenThatEndedMeanwhileIsRenewed() {
        hub.cdn()
                .breakWith(
                        new Fault.Cut(1_000_000),
                        r -> {
                            hub.expireTokens();
                            return !RANGED.test(r);
                        });
        hub.auth().forget();
        assertEquals(digest, Layers.sha256(blob(digest).body()));
        assertEquals(1, hub.auth().requests().size());
    }

    @Test
    void aStorageThatKnowsNoRangesIsReadOverAgain() {
        hub.cdn().breakWith(new Fault.Rangeless(), RANGED);
        hub.cdn().breakWith(new Fault.Cut(1_000_000), RANGED.negate());
        assertEquals(digest, Layers.sha256(blob(digest).body()));
        assertEquals(2, hub.cdn().requests().size());
    }

    /// Only the digest says whether the pieces fit.
    @Test
    void aWrongRangeIsNotTakenAndAWrongPieceIsNotServedWhole() {
        AtomicInteger lies = new AtomicInteger();
        hub.cdn()
                .breakWith(
                        new Fault.Claims(Map.of("Content-Range", "bytes 0-9/10")),
                        r -> RANGED.test(r) && lies.getAndIncrement() == 0);
        hub.cdn().breakWith(new Fault.Cut(1_000_000), RANGED.negate());
        assertEquals(digest, Layers.sha256(blob(digest).body()));
        assertEquals(3, hub.cdn().requests().size(), "asked again after the lie");

        String other = other(6);
        hub.cdn().breakWith(new Fault.Corrupt(100), RANGED);
        assertThrows(UncheckedIOException.class, () -> blob(other), "a lie was served whole");
        hub.heal();
        assertEquals(other, Layers.sha256(blob(other).body()));
    }

    @Test
    void aLengthThatIsALieIsNoWholeAnswer() {
        for (long length : List.of(SIZE / 2L, SIZE * 2L)) {
            hub.cdn().breakWith(new Fault.Announces(length), RANGED.negate());
            assertThrows(UncheckedIOException.class, () -> blob(digest), "announced " + length);
            hub.heal();
        }
        String small = hub.content().pushBlob("library/x", "a small one".getBytes());
        hub.cdn().breakWith(new Fault.Announces(1000), RANGED.negate());
        HttpResponse<byte[]> broken = blob(small);
        assertEquals(502, broken.statusCode(), () -> new String(broken.body()));
        hub.heal();
        assertEquals(digest, Layers.sha256(blob(digest).body()));
        assertEquals(small, Layers.sha256(blob(small).body()));
    }

    @Test
    void aRestartOfTheRegistryIsOutwaited() {
        AtomicInteger down = new AtomicInteger();
        hub.cdn().breakWith(new Fault.Cut(1_000_000), RANGED.negate());
        hub.registry()
                .breakWith(new Fault.Down(), r -> RANGED.test(r) && down.getAndIncrement() < 2);
        assertEquals(digest, Layers.sha256(blob(digest).body()));
        assertEquals(3, down.get());
    }

    private String other(long seed) {
        return hub.content()
                .pushImage("library/x", "2", Layers.random("r", SIZE, seed))
                .parts()
                .getFirst();
    }
}
