package mos.token.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import mos.token.net.Headers;
import mos.token.testkit.Eventually;
import mos.token.upstream.UpstreamAnswer.Answered;
import mos.token.upstream.UpstreamAnswer.Reason;
import mos.token.upstream.UpstreamAnswer.Refusal;
import mos.token.upstream.UpstreamRequest.Read;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Slow, broken and lying upstreams.
@Timeout(30)
class UpstreamTransportTest {
    private static final UpstreamLimits SHORT = limits(Duration.ofSeconds(10));
    private static final Read READ =
            new Read(false, URI.create("https://ghcr.io/v2/x"), Headers.NONE, null, Redirects.NONE);

    private static UpstreamLimits limits(Duration headers) {
        return new UpstreamLimits(
                Duration.ofSeconds(5),
                headers,
                Duration.ofMillis(500),
                2,
                Duration.ofMillis(200),
                5,
                false);
    }

    private static Upstreams towards(RawServer server) {
        return new Upstreams(Map.of("ghcr.io", server.url()), SHORT);
    }

    private static void write(java.io.OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Test
    void aStalledBodyFailsItsReaderAndLeavesTheGate() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (RawServer server =
                        new RawServer((_, out) -> {
                            write(out, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
                            end.await();
                        });
                Upstreams upstreams = towards(server)) {
            for (int i = 0; i < 3; i++) {
                Answered answer = answered(upstreams);
                var thrown = assertThrows(IOException.class, () -> answer.bodyUpTo(100));
                assertTrue(String.valueOf(thrown.getMessage()).contains("stalled"));
            }
        } finally {
            end.countDown();
        }
    }

    @Test
    void aSlowReaderIsNoStall() throws Exception {
        try (RawServer server = RawServer.saying("HTTP/1.1 200 OK", "x".repeat(300_000));
                Upstreams upstreams = towards(server);
                UpstreamAnswer sent = upstreams.send(READ)) {
            Answered answer = assertInstanceOf(Answered.class, sent);
            int first = answer.body().readNBytes(10).length;
            long until = System.nanoTime() + SHORT.stall().multipliedBy(3).toNanos();
            Eventually.within(Duration.ofSeconds(5), () -> System.nanoTime() > until);
            assertEquals(300_000, first + answer.body().readAllBytes().length);
        }
    }

    @Test
    void aBodyThatIsCutIsNoWholeBody() throws Exception {
        try (RawServer server =
                        new RawServer((_, out) ->
                                write(
                                        out,
                                        "HTTP/1.1 200 OK\r\n" + "Content-Length: 9\r\n\r\nabc"));
                Upstreams upstreams = towards(server);
                UpstreamAnswer sent = upstreams.send(READ)) {
            Answered answer = assertInstanceOf(Answered.class, sent);
            assertThrows(IOException.class, () -> answer.body().readAllBytes());
        }
    }

    @Test
    void slowHeadersTimeOut() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (RawServer server =
                        new RawServer((_, out) -> {
                            write(out, "HTTP/1.1 200 OK\r\nX-A: ");
                            end.await();
                        });
                Upstreams upstreams =
                        new Upstreams(
                                Map.of("ghcr.io", server.url()), limits(Duration.ofMillis(300)))) {
            for (int i = 0; i < 3; i++) {
                assertEquals(Reason.TIMEOUT, refusal(upstreams).reason());
            }
        } finally {
            end.countDown();
        }
    }

    @Test
    void nobodyThereIsUnreachable() throws Exception {
        RawServer server = RawServer.saying("HTTP/1.1 200 OK", "");
        server.close();
        try (Upstreams upstreams = towards(server)) {
            Refusal refusal = refusal(upstreams);
            assertEquals(Reason.UNREACHABLE, refusal.reason());
            assertTrue(refusal.detail().startsWith("ghcr.io: "), refusal.detail());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-A: a\0b",
                "X-A: a\u0007b",
                "X-A: a\u007fb",
                "X A: b",
                "X\u00e4: b",
                "X-(: b",
            })
    void malformedHeadersAreNoAnswer(String line) throws Exception {
        try (RawServer server = RawServer.saying("HTTP/1.1 200 OK\n" + line, "");
                Upstreams upstreams = towards(server)) {
            assertEquals(Reason.UNREACHABLE, refusal(upstreams).reason());
        }
    }

    @Test
    void aLoneCarriageReturnEndsTheLineAndStandsInNoValue() throws Exception {
        try (RawServer server = RawServer.saying("HTTP/1.1 200 OK\nX-A: a\rX-B: b\n : c", "");
                Upstreams upstreams = towards(server);
                Answered answer = answered(upstreams)) {
            for (Headers.Field field : answer.headers().fields()) {
                assertTrue(field.value().chars().allMatch(c -> c >= 0x20), field.name());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense\r\n\r\n", "HTTP/1.1 999 X\r\n\r\n"})
    void nonsenseIsNoAnswer(String bytes) throws Exception {
        try (RawServer server = new RawServer((_, out) -> write(out, bytes));
                Upstreams upstreams = towards(server)) {
            assertEquals(Reason.UNREACHABLE, refusal(upstreams).reason());
        }
    }

    @Test
    void openBodiesCountAndLeaveWhenClosedOrRead() throws Exception {
        try (RawServer server = RawServer.saying("HTTP/1.1 200 OK", "x".repeat(300_000));
                Upstreams upstreams = towards(server)) {
            Answered one = answered(upstreams);
            Answered two = answered(upstreams);
            assertEquals(Reason.BUSY, refusal(upstreams).reason());
            one.close();
            one.close();
            Answered three = answered(upstreams);
            assertEquals(Reason.BUSY, refusal(upstreams).reason());
            assertEquals(300_000, two.body().readAllBytes().length);
            upstreams.send(READ).close();
            two.close();
            three.close();
        }
    }

    @Test
    void oneHostsQueueDoesNotHoldUpAnother() throws Exception {
        try (RawServer server = RawServer.saying("HTTP/1.1 200 OK", "x".repeat(300_000));
                Upstreams upstreams =
                        new Upstreams(
                                Map.of("ghcr.io", server.url(), "quay.io", server.url()), SHORT);
                UpstreamAnswer _ = upstreams.send(READ);
                UpstreamAnswer _ = upstreams.send(READ)) {
            URI other = URI.create("https://quay.io/v2/x");
            try (UpstreamAnswer answer =
                    upstreams.send(new Read(false, other, Headers.NONE, null, Redirects.NONE))) {
                assertInstanceOf(Answered.class, answer);
            }
        }
    }

    private static Answered answered(Upstreams upstreams) {
        UpstreamAnswer answer = upstreams.send(READ);
        return assertInstanceOf(Answered.class, answer, answer::toString);
    }

    private static Refusal refusal(Upstreams upstreams) {
        UpstreamAnswer answer = upstreams.send(READ);
        return assertInstanceOf(Refusal.class, answer, answer::toString);
    }
}
