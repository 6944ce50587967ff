package mos.token.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mos.token.config.Config;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What breaks in a handler or a reply costs its own request and nothing else: nobody waits for
/// ever.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BreakageTest {
    private static final Need OPEN = new Need.Open("test");
    private static final Config.Limits TIGHT =
            new Config.Limits(8 * 1024, Duration.ofMillis(400), Duration.ofSeconds(20), 8);

    private Fixture http;

    @BeforeAll
    void start() {
        Handler missingClass =
                _ -> {
                    throw new NoClassDefFoundError("gone");
                };
        Handler badHeader = _ -> Reply.text(200, "x").with("no name", "y");
        http =
                new Fixture(
                        "gateway",
                        TIGHT,
                        List.of(),
                        null,
                        Route.api("GET", "/missing", OPEN, missingClass),
                        new Route(
                                Area.OWN,
                                Set.of("GET"),
                                "/missing-fast",
                                OPEN,
                                0,
                                missingClass,
                                _ -> {
                                    throw new NoClassDefFoundError("gone");
                                }),
                        Route.api("GET", "/bad-header", OPEN, badHeader),
                        new Route(
                                Area.OWN,
                                Set.of("GET"),
                                "/bad-header-fast",
                                OPEN,
                                0,
                                badHeader,
                                _ -> Optional.of(Reply.text(200, "x").with("no name", "y"))),
                        new Route(
                                Area.OWN, Set.of("GET"), "/stream", OPEN, 0, _ -> stream(), null));
    }

    private static Reply stream() {
        return new Reply(
                200,
                mos.token.net.Headers.NONE,
                new Reply.Body.Stream(
                        3, out -> out.write("abc".getBytes(StandardCharsets.US_ASCII))));
    }

    @AfterAll
    void stop() {
        http.close();
    }

    @Test
    void anErrorIsAnsweredToo() {
        assertEquals(500, http.send("GET", "/missing").statusCode());
        assertEquals(500, http.send("GET", "/missing-fast").statusCode());
    }

    @Test
    void aReplyThatCannotBeSentIsAnsweredToo() {
        assertEquals(500, http.send("GET", "/bad-header").statusCode());
        assertEquals(500, http.send("GET", "/bad-header-fast").statusCode());
    }

    /// Behind a streamed reply too, the next request's header must come in time.
    @Test
    void aDrippedHeaderBehindAStreamIsCut() throws IOException {
        long began = System.nanoTime();
        try (Socket socket = http.open()) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    "GET /stream HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\nabc") < 0) {
                answer.append((char) socket.getInputStream().read());
            }
            assertTrue(answer.toString().startsWith("HTTP/1.1 200"), answer.toString());
            out.write("GET /stream HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(50);
            while (!closed(socket)) {
                out.write("X-A: b\r\n".getBytes(StandardCharsets.US_ASCII));
                assertFalse(System.nanoTime() - began > 5_000_000_000L, "never cut");
            }
        } catch (SocketException e) {
            assertFalse(System.nanoTime() - began > 5_000_000_000L, "never cut");
        }
    }

    private static boolean closed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException _) {
            return false;
        }
    }
}
