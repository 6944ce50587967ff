package mos.token.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mos.token.config.Config;
import mos.token.net.Headers;
import mos.token.testkit.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplyTest {
    private static final Need OPEN = new Need.Open("test");
    private static final Duration SOON = Duration.ofSeconds(20);

    /// RFC 9110 §8.6: none on 204; on 304 it would be the length of a 200.
    @Test
    void repliesThatHaveNoBodyAnnounceNone() {
        Handler gone = _ -> Reply.empty(204);
        Handler same = _ -> Reply.empty(304).with("ETag", "\"a\"");
        try (Fixture http =
                new Fixture(
                        Route.api("GET", "/204", new Need.Open("test"), gone),
                        Route.api("GET", "/304", new Need.Open("test"), same),
                        Route.api(
                                "GET",
                                "/200",
                                new Need.Open("test"),
                                _ -> Reply.text(200, "last")))) {
            for (String method : List.of("GET", "HEAD")) {
                String answer =
                        http.raw(
                                method
                                        + " /204 HTTP/1.1\r\nHost: h\r\n\r\n"
                                        + method
                                        + " /304 HTTP/1.1\r\nHost: h\r\n\r\n"
                                        + method
                                        + " /200 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
                String[] heads = answer.split("HTTP/1.1 ");
                assertEquals(4, heads.length, answer);
                for (String head : List.of(heads[1], heads[2])) {
                    String lower = head.toLowerCase(Locale.ROOT);
                    assertFalse(lower.contains("content-length"), answer);
                    assertFalse(lower.contains("transfer-encoding"), answer);
                }
                assertTrue(heads[3].toLowerCase(Locale.ROOT).contains("content-length: 4"), answer);
                assertEquals(method.equals("GET"), heads[3].endsWith("\r\n\r\nlast"), answer);
            }
        }
    }

    @Test
    void fileRangesAreSentWholeAndReleasedOnce(@TempDir Path directory) throws Exception {
        byte[] content = new byte[5 << 20];
        new Random(1).nextBytes(content);
        Path file = Files.write(directory.resolve("f"), content);
        AtomicInteger released = new AtomicInteger();
        try (FileChannel channel = FileChannel.open(file);
                Fixture http =
                        new Fixture(file("/f", channel, 10, content.length - 20, released))) {
            var get = HttpRequest.newBuilder(http.uri("/f")).build();
            byte[] got = http.client.send(get, HttpResponse.BodyHandlers.ofByteArray()).body();
            assertArrayEquals(Arrays.copyOfRange(content, 10, content.length - 10), got);
            Eventually.within(SOON, () -> released.get() == 1);
            var head = http.send("HEAD", "/f");
            assertEquals(
                    List.of(Integer.toString(content.length - 20)),
                    head.headers().allValues("Content-Length"));
            Eventually.within(SOON, () -> released.get() == 2);
            try (Socket socket = http.open()) {
                socket.getOutputStream().write(bytes("GET /f HTTP/1.1\r\nHost: h\r\n\r\n"));
                socket.getInputStream().readNBytes(1024);
            }
            Eventually.within(SOON, "released when the client left", () -> released.get() == 3);
        }
    }

    @Test
    void lengthOnlyAndHandlersHeadersWin() {
        Route route =
                Route.own(
                        "/l",
                        OPEN,
                        0,
                        r ->
                                new Reply(
                                        200,
                                        Headers.of("Cache-Control", "max-age=5"),
                                        new Reply.Body.LengthOnly(12345)),
                        null);
        try (Fixture http = new Fixture(route)) {
            var head = http.send("HEAD", "/l");
            assertEquals(List.of("12345"), head.headers().allValues("Content-Length"));
            assertEquals(List.of("max-age=5"), head.headers().allValues("Cache-Control"));
        }
    }

    @Test
    void overTheBoundIs503AndCloseLetsTheRestFinish() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Route slow =
                Route.api(
                        "GET",
                        "/slow",
                        OPEN,
                        r -> {
                            entered.countDown();
                            return Reply.text(200, "done " + await(go));
                        });
        Config.Limits one =
                new Config.Limits(8192, Duration.ofSeconds(5), Duration.ofSeconds(5), 1);
        Fixture http = new Fixture("admin", one, List.of(), null, slow);
        try {
            var first =
                    http.client.sendAsync(
                            HttpRequest.newBuilder(http.uri("/slow")).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertTrue(await(entered));
            var second = http.send("GET", "/slow");
            assertEquals(503, second.statusCode());
            assertEquals("1", second.headers().firstValue("Retry-After").orElse(""));
            Thread closing = Thread.ofVirtual().start(http.listener::close);
            Eventually.within(SOON, "nobody is accepted any more", () -> refused(http));
            go.countDown();
            assertEquals("done true", first.get(20, TimeUnit.SECONDS).body());
            closing.join();
        } finally {
            go.countDown();
            http.close();
        }
    }

    private static boolean refused(Fixture http) {
        try (Socket socket = http.open()) {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            return true;
        }
    }

    private static Route file(
            String path, FileChannel channel, long offset, long length, AtomicInteger released) {
        return Route.api(
                "GET",
                path,
                OPEN,
                r ->
                        new Reply(
                                200,
                                Headers.NONE,
                                new Reply.Body.FileRange(
                                        channel, offset, length, released::incrementAndGet)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
