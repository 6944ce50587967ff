package mos.token.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mos.token.net.Headers;
import mos.token.testkit.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bodies that are written while they go out.
class StreamedReplyTest {
    private static final Need OPEN = new Need.Open("test");
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void aStreamWaitsForASlowClientAndFailsWhenItLeaves() throws IOException {
        AtomicLong written = new AtomicLong();
        CountDownLatch failed = new CountDownLatch(1);
        Route endless =
                stream(
                        -1,
                        out -> {
                            try {
                                while (true) {
                                    out.write(new byte[64 * 1024]);
                                    written.addAndGet(64 * 1024);
                                }
                            } catch (IOException e) {
                                failed.countDown();
                                throw e;
                            }
                        });
        try (Fixture http = new Fixture(endless)) {
            try (Socket socket = http.open()) {
                socket.getOutputStream().write(bytes("GET /s HTTP/1.1\r\nHost: h\r\n\r\n"));
                socket.getInputStream().readNBytes(1024);
                long[] last = {-1, 0};
                Eventually.within(
                        SOON,
                        "the writer stands still",
                        () -> {
                            long now = written.get();
                            last[1] = now == last[0] ? last[1] + 1 : 0;
                            last[0] = now;
                            return last[1] > 40;
                        });
                long stood = written.get();
                assertTrue(stood < 32L << 20, "unbounded: " + stood);
                socket.getInputStream().readNBytes((int) stood);
                Eventually.within(SOON, "it goes on", () -> written.get() > stood);
            }
            assertTrue(await(failed), "the writer never heard that the client left");
        }
    }

    @Test
    void aStreamThatFailsOrMiscountsIsCut() throws IOException {
        for (long length : new long[] {-1, 10, 3}) {
            Route broken =
                    stream(
                            length,
                            out -> {
                                out.write(bytes("abcde"));
                                if (length < 0) {
                                    throw new IOException("the upstream broke");
                                }
                            });
            try (Fixture http = new Fixture(broken)) {
                String answer = http.raw("GET /s HTTP/1.1\r\nHost: h\r\n\r\n");
                assertTrue(!answer.endsWith("0\r\n\r\n"), answer);
                var get = HttpRequest.newBuilder(http.uri("/s")).build();
                assertThrows(
                        IOException.class,
                        () -> http.client.send(get, HttpResponse.BodyHandlers.ofString()));
            }
        }
    }

    @Test
    void streamsOfKnownAndUnknownLengthArriveWhole() {
        byte[] text = bytes("x".repeat(200_000));
        for (long length : new long[] {-1, text.length}) {
            try (Fixture http = new Fixture(stream(length, out -> out.write(text)))) {
                var answer = http.send("GET", "/s");
                assertEquals(200_000, answer.body().length());
                assertEquals(
                        length < 0 ? "" : "200000",
                        answer.headers().firstValue("Content-Length").orElse(""));
                assertEquals("", http.send("HEAD", "/s").body());
            }
        }
    }

    @Test
    void aStreamTakesPartsOfFilesBetweenItsBytes(@TempDir Path directory) throws Exception {
        byte[] content = new byte[3 << 20];
        new Random(2).nextBytes(content);
        Path path = Files.write(directory.resolve("f"), content);
        byte[] all = new byte[content.length + 4];
        System.arraycopy(bytes("ab"), 0, all, 0, 2);
        System.arraycopy(content, 0, all, 2, content.length);
        System.arraycopy(bytes("yz"), 0, all, content.length + 2, 2);
        int half = 1_234_567;
        for (long length : new long[] {-1, all.length}) {
            Reply.Writer writer =
                    out -> {
                        try (FileChannel file = FileChannel.open(path)) {
                            out.write(bytes("ab"));
                            out.send(file, 0, half);
                            out.send(file, half, 0);
                            out.send(file, half, content.length - half);
                            out.write(bytes("yz"));
                        }
                    };
            try (Fixture http = new Fixture(stream(length, writer))) {
                var get = HttpRequest.newBuilder(http.uri("/s")).build();
                for (int again = 0; again < 2; again++) {
                    var answer = http.client.send(get, HttpResponse.BodyHandlers.ofByteArray());
                    assertArrayEquals(all, answer.body());
                }
            }
        }
    }

    @Test
    void aStreamOfPartsOfAFileEndsWhenTheClientLeaves(@TempDir Path directory) throws Exception {
        Path path = Files.write(directory.resolve("f"), new byte[8 << 20]);
        CountDownLatch failed = new CountDownLatch(1);
        Reply.Writer endless =
                out -> {
                    try (FileChannel file = FileChannel.open(path)) {
                        while (true) {
                            out.send(file, 0, 8 << 20);
                        }
                    } catch (IOException e) {
                        failed.countDown();
                        throw e;
                    }
                };
        try (Fixture http = new Fixture(stream(1L << 40, endless))) {
            try (Socket socket = http.open()) {
                socket.getOutputStream().write(bytes("GET /s HTTP/1.1\r\nHost: h\r\n\r\n"));
                socket.getInputStream().readNBytes(1024);
            }
            assertTrue(await(failed), "the writer never heard that the client left");
        }
    }

    private static Route stream(long length, Reply.Writer writer) {
        return Route.api(
                "GET",
                "/s",
                OPEN,
                r -> new Reply(200, Headers.NONE, new Reply.Body.Stream(length, writer)));
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
