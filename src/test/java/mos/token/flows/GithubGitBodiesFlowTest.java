package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import mos.token.testkit.Eventually;
import mos.token.testkit.Fault;
import mos.token.testkit.GitClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests and answers of git that are long, or come in unusual ways.
class GithubGitBodiesFlowTest {
    private static final int MIB = 1024 * 1024;

    @TempDir private Path temp;
    @TempDir private Path clones;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private GithubHouse house;

    @BeforeEach
    void start() {
        house = GithubHouse.ready(temp);
        house.github.repository("octo/pub");
        house.git.publicRepository("octo/pub", "README.md", "hello");
    }

    @AfterEach
    void stop() {
        client.close();
        house.close();
    }

    private String url() {
        return house.base() + "github.com/octo/pub.git";
    }

    private long posts() {
        return house.github.web().count("POST", "/git-upload-pack");
    }

    /// An `ls-refs` of at least so many bytes.
    private static byte[] lsRefs(int length) {
        StringBuilder body = new StringBuilder("0014command=ls-refs\n0001");
        body.append("001bref-prefix refs/heads/\n");
        String prefix = "ref-prefix refs/none/" + "x".repeat(200) + "\n";
        while (body.length() < length) {
            body.append("%04x".formatted(prefix.length() + 4)).append(prefix);
        }
        return body.append("0000").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private HttpRequest request(BodyPublisher body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url() + "/git-upload-pack"))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/x-git-upload-pack-request")
                        .header("Git-Protocol", "version=2")
                        .POST(body);
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private void assertShown(HttpRequest request) throws Exception {
        HttpResponse<String> answer = send(request);
        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("refs/heads/main"), answer.body());
    }

    @Test
    void theProbeBeforeALongRequestAsksNothing() throws Exception {
        HttpRequest plain = request(BodyPublishers.ofString("0000"));
        // As git sends it: without a version.
        HttpResponse<String> probe =
                send(
                        HttpRequest.newBuilder(plain, (name, _) -> !name.equals("Git-Protocol"))
                                .build());
        assertEquals(200, probe.statusCode());
        assertEquals("", probe.body());
        assertEquals(
                "application/x-git-upload-pack-result",
                probe.headers().firstValue("Content-Type").orElse(""));
        assertEquals(0, house.github.web().requests().size());
    }

    /// With this buffer git sends the probe, and then its wants in chunks.
    @Test
    void gitItselfSendsALongRequest() throws IOException {
        house.git.branches("octo/pub", 3000);
        try (GitClient git = new GitClient()) {
            git.run("-c", "http.postBuffer=65536", "clone", "-q", "--bare", url(), clones + "/all")
                    .ok();
            String count = git.run("-C", clones + "/all", "rev-list", "--all", "--count").out();
            assertEquals("3001", count.strip());
        }
        assertEquals(2, posts(), "one ls-refs and one pack; the probe was answered here");
    }

    @Test
    void aRequestOf1MibIsSharedALongerOneIsStreamedEachTime() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertShown(request(BodyPublishers.ofByteArray(lsRefs(MIB - 512))));
        }
        assertEquals(1, posts());
        byte[] longer = lsRefs(MIB);
        for (int i = 0; i < 2; i++) {
            assertShown(request(BodyPublishers.ofByteArray(longer)));
        }
        assertEquals(3, posts());
    }

    @Test
    void aRequestInChunksOrBehindA100Passes() throws Exception {
        for (int length : List.of(100, MIB / 2, 2 * MIB)) {
            byte[] body = lsRefs(length);
            assertShown(
                    request(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
            HttpRequest plain = request(BodyPublishers.ofByteArray(body));
            assertShown(HttpRequest.newBuilder(plain, (_, _) -> true).expectContinue(true).build());
        }
    }

    @Test
    void whatUnpacksToFarMoreIsPassedOnUnread() throws Exception {
        byte[] bomb = lsRefs(4 * MIB + 1);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bomb);
        }
        assertTrue(packed.size() < MIB / 8, "it is held and would be read");
        for (int i = 0; i < 2; i++) {
            assertShown(
                    request(
                            BodyPublishers.ofByteArray(packed.toByteArray()),
                            "Content-Encoding",
                            "gzip"));
        }
        assertEquals(2, posts());
    }

    /// 32 places, each of which is waited for 2 s.
    @Test
    void onlySoManyLongRequestsAreHeldAtTheSameTime() throws Exception {
        Fault.Gate gate = new Fault.Gate();
        house.github
                .web()
                .breakWith(new Fault.Hold(gate), r -> r.path().endsWith("/git-upload-pack"));
        byte[] body = lsRefs(20 * 1024);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(
                    client.sendAsync(
                            request(BodyPublishers.ofByteArray(body)),
                            HttpResponse.BodyHandlers.ofString()));
        }
        // 32 share one request; the other 8 are streamed, each as its own.
        assertTrue(Eventually.holdsWithin(Duration.ofSeconds(20), () -> gate.arrived() == 9));
        assertShown(
                HttpRequest.newBuilder(URI.create(url() + "/info/refs?service=git-upload-pack"))
                        .build());
        house.github.web().heal();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertEquals(200, answer.get().statusCode());
        }
        assertEquals(9, posts());
        house.clock.move(Duration.ofSeconds(61));
        for (int i = 0; i < 2; i++) {
            assertShown(request(BodyPublishers.ofByteArray(body)));
        }
        assertEquals(10, posts(), "the places are free again");
    }

    /// A request of git that was begun and never ends.
    private Socket begun() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), house.base().getPort());
        socket.getOutputStream()
                .write(
                        """
                        POST /github.com/octo/pub.git/git-upload-pack HTTP/1.1
                        Host: localhost
                        Content-Type: application/x-git-upload-pack-request
                        Git-Protocol: version=2
                        Content-Length: 1000000

                        """
                                .replace("\n", "\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(lsRefs(20 * 1024));
        return socket;
    }

    @Test
    void whoSendsTooSlowlyHasNoPlaceForEver() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 32; i++) {
                slow.add(begun());
            }
            for (Socket socket : slow) {
                assertTrue(
                        Eventually.holdsWithin(
                                Duration.ofSeconds(20),
                                () -> {
                                    house.clock.move(Duration.ofSeconds(31));
                                    return sendsAndIsAnswered(socket);
                                }),
                        "it may send on");
                String answer =
                        new String(
                                socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
                assertEquals("HTTP/1.1 408", answer);
            }
            for (int i = 0; i < 2; i++) {
                assertShown(request(BodyPublishers.ofByteArray(lsRefs(20 * 1024))));
            }
            assertEquals(1, posts(), "there is a place, so that they share");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static boolean sendsAndIsAnswered(Socket socket) {
        try {
            if (socket.getInputStream().available() == 0) {
                socket.getOutputStream().write('0');
            }
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aListOver2MibIsStreamedEachTime() throws Exception {
        for (int length : List.of(2 * MIB - 4, 2 * MIB)) {
            house.github.web().heal();
            house.github
                    .web()
                    .breakWith(
                            new Fault.Says(
                                    200,
                                    "application/x-git-upload-pack-result",
                                    "x".repeat(length) + "0000"),
                            r -> r.path().endsWith("/git-upload-pack"));
            house.github.web().forget();
            house.clock.move(Duration.ofSeconds(61));
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> list = send(request(BodyPublishers.ofByteArray(lsRefs(100))));
                assertEquals(length + 4, list.body().length());
            }
            // The first of those that are too long is asked for again, to be streamed.
            assertEquals(length < 2 * MIB ? 1 : 4, posts());
        }
    }

    @Test
    void aKeptPackIsNotServedForEver() {
        try (GitClient git = new GitClient()) {
            git.cloneOf(url(), clones.resolve("one")).ok();
            house.github.web().breakWith(new Fault.Down());
            house.clock.move(Duration.ofDays(6));
            git.cloneOf(url(), clones.resolve("two")).ok();
            house.clock.move(Duration.ofDays(2));
            assertNotEquals(0, git.cloneOf(url(), clones.resolve("three")).exit());
        }
    }
}
