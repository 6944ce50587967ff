package mos.token.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import mos.token.config.Config;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HygieneTest {
    private static final Need OPEN = new Need.Open("test");
    private static final Config.Limits TIGHT =
            new Config.Limits(8 * 1024, Duration.ofMillis(400), Duration.ofMillis(800), 8);

    private final AtomicInteger handled = new AtomicInteger();
    private Fixture http;

    @BeforeAll
    void start() {
        Handler echo =
                r -> {
                    handled.incrementAndGet();
                    return Reply.bytes(200, "text/plain", r.body());
                };
        http =
                new Fixture(
                        "admin",
                        TIGHT,
                        List.of(),
                        null,
                        Route.api("GET", "/x", OPEN, echo),
                        new Route(
                                Area.API,
                                java.util.Set.of("POST"),
                                "/small",
                                OPEN,
                                100,
                                echo,
                                null),
                        Route.api("POST", "/guarded", new Need.AnyToken(), echo));
    }

    @AfterAll
    void stop() {
        http.close();
    }

    /// What two servers may read differently is refused, and the connection is closed.
    @ParameterizedTest
    @CsvSource({
        "'', 400",
        "'Host: a|Host: b|', 400",
        "'Host: h|X-A: b| folded|', 400",
        "'Host: h|X-A : b|', 400",
        "'Host: h| X-A: b|', 400",
        "'Host: h|Transfer-Encoding: chunked|Content-Length: 3|', 400",
        "'Host: h|Transfer-Encoding: gzip, chunked|', 400",
        "'Host: h|Transfer-Encoding: chunked|Transfer-Encoding: chunked|', 400",
        "'Host: h|Content-Length: 3|Content-Length: 4|', 400",
        "'Host: h|Content-Length: +3|', 400",
        "'Host: h|Content-Length: -3|', 400",
        "'Host: h|Expect: miracles|Connection: close|', 417",
    })
    void ambiguousHeadersAreRefused(String headers, int status) {
        int before = handled.get();
        String answer = http.raw("GET /x HTTP/1.1\r\n" + headers.replace("|", "\r\n") + "\r\nabc");
        assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
        assertEquals(before, handled.get());
    }

    @Test
    void otherVersionsAndGarbageAreRefused() {
        assertTrue(http.raw("GET /x HTTP/2.7\r\nHost: h\r\n\r\n").startsWith("HTTP/1.1 400"));
        assertTrue(http.raw("\u0016\u0003\u0001 garbage\r\n\r\n").startsWith("HTTP/1."));
        assertTrue(
                http.raw("GET /x HTTP/1.0\r\nHost: h\r\n\r\n").startsWith("HTTP/1.0 200")
                        || http.raw("GET /x HTTP/1.0\r\nHost: h\r\n\r\n")
                                .startsWith("HTTP/1.1 200"));
    }

    @Test
    void tooManyHeaderBytesAre431() {
        String answer =
                http.raw("GET /x HTTP/1.1\r\nHost: h\r\nX-A: " + "a".repeat(9000) + "\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 431"), answer);
        answer = http.raw("GET /x?" + "a".repeat(9000) + " HTTP/1.1\r\nHost: h\r\n\r\n");
        assertEquals("414", answer.substring(9, 12), answer);
    }

    @Test
    void aDrippedHeaderIsCutAlthoughTheConnectionIsNeverSilent() throws IOException {
        long began = System.nanoTime();
        try (Socket socket = http.open()) {
            OutputStream out = socket.getOutputStream();
            out.write("GET /x HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(50);
            while (!closedByServer(socket)) {
                out.write("X-A: b\r\n".getBytes(StandardCharsets.US_ASCII));
                assertFalse(System.nanoTime() - began > 15_000_000_000L, "never cut");
            }
        } catch (SocketException e) {
            // cut while we were writing: also what we wait for
            assertFalse(System.nanoTime() - began > 15_000_000_000L, "never cut");
        }
    }

    @Test
    void aSilentConnectionIsClosed() throws IOException {
        try (Socket socket = http.open()) {
            assertEquals("", Fixture.readAll(socket));
        }
        try (Socket socket = http.open()) {
            socket.getOutputStream()
                    .write(
                            "GET /x HTTP/1.1\r\nHost: h\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            assertTrue(Fixture.readAll(socket).startsWith("HTTP/1.1 200"));
        }
    }

    @Test
    void aBodyOverTheLimitIs413() {
        String announced =
                http.raw(
                        "POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n"
                                + "a".repeat(101));
        assertTrue(announced.startsWith("HTTP/1.1 413"), announced);
        int before = handled.get();
        String chunked =
                http.raw(
                        "POST /small HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "80\r\n"
                                + "a".repeat(128)
                                + "\r\n0\r\n\r\n");
        assertTrue(chunked.startsWith("HTTP/1.1 413"), chunked);
        assertEquals(before + 1, handled.get());
        String fits =
                http.raw(
                        lines(
                                "POST /small HTTP/1.1|Host: h|Connection: close"
                                        + "|Transfer-Encoding: chunked||3|abc|2|de|0||"));
        assertTrue(fits.endsWith("abcde"), fits);
    }

    @Test
    void aStoppedBodyIs408() {
        String answer =
                http.raw("POST /small HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
        assertTrue(answer.startsWith("HTTP/1.1 408"), answer);
    }

    @Test
    void expectContinueIsAnsweredOnlyWhenTheBodyIsWanted() throws IOException {
        String head =
                lines(
                        "HTTP/1.1|Host: h|Expect: 100-continue|Connection: close|Content-Length: 3||");
        try (Socket socket = http.open()) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /small " + head).getBytes(StandardCharsets.US_ASCII));
            byte[] interim = socket.getInputStream().readNBytes(25);
            assertEquals(
                    "HTTP/1.1 100 Continue\r\n\r\n",
                    new String(interim, StandardCharsets.US_ASCII));
            out.write("abc".getBytes(StandardCharsets.US_ASCII));
            assertTrue(Fixture.readAll(socket).endsWith("abc"));
        }
        assertTrue(http.raw("POST /guarded " + head).startsWith("HTTP/1.1 401"));
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        String first = lines("POST /small HTTP/1.1|Host: h|Content-Length: 3||one");
        String answer = http.raw(first + first.replace("one", "two"));
        assertTrue(answer.indexOf("one") > 0 && answer.indexOf("one") < answer.indexOf("two"));
    }

    private static String lines(String text) {
        return text.replace("|", "\r\n");
    }

    private static boolean closedByServer(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        }
    }
}
