package mos.token.github;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import mos.token.http.Reply;
import org.junit.jupiter.api.Test;

class GitBodiesTest {
    private Instant now = Instant.parse("2026-11-25T12:00:00Z");
    private final GitBodies bodies = new GitBodies(1, Duration.ZERO, () -> now);

    private GitBody read(int length) throws IOException {
        return bodies.read(new ByteArrayInputStream(bytes(length)), false);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void shortOnesNeedNoPlace() throws IOException {
        for (int i = 0; i < 3; i++) {
            GitBody body = read(GitBodies.SHORT);
            assertTrue(body.whole());
            assertArrayEquals(bytes(GitBodies.SHORT), body.plain().orElseThrow());
        }
    }

    @Test
    void aLongerOneTakesAPlaceUntilItIsClosed() throws IOException {
        GitBody held = read(GitBodies.SHORT + 1);
        assertTrue(held.whole());
        GitBody passing = read(GitBodies.SHORT + 1);
        assertFalse(passing.whole());
        assertTrue(passing.plain().isEmpty());
        assertArrayEquals(bytes(GitBodies.SHORT + 1), passing.stream().readAllBytes());
        passing.close();
        assertFalse(read(GitBodies.SHORT + 1).whole());
        held.close();
        held.close();
        assertTrue(read(GitBodies.LONGEST).whole(), "a place is given back once");
        assertFalse(read(GitBodies.SHORT + 1).whole());
    }

    @Test
    void tooLongOnesGoThroughInOnePiece() throws IOException {
        GitBody body = read(GitBodies.LONGEST + 5);
        assertFalse(body.whole());
        assertArrayEquals(bytes(GitBodies.LONGEST + 5), body.stream().readAllBytes());
        body.close();
        assertTrue(read(GitBodies.SHORT + 1).whole());
    }

    @Test
    void aStreamedReplyHoldsItToItsEnd() throws IOException {
        GitBody body = read(GitBodies.LONGEST);
        Reply reply =
                body.until(
                        new Reply(
                                200,
                                Reply.empty(200).headers(),
                                new Reply.Body.Stream(
                                        -1,
                                        _ -> {
                                            throw new IOException("the client left");
                                        })));
        assertFalse(read(GitBodies.LONGEST).whole());
        Reply.Writer writer = ((Reply.Body.Stream) reply.body()).writer();
        assertThrows(IOException.class, () -> writer.write(null));
        GitBody next = read(GitBodies.LONGEST);
        assertTrue(next.whole());
        next.until(Reply.empty(200));
        assertTrue(read(GitBodies.LONGEST).whole());
    }

    /// A body whose every further piece comes after this time.
    private InputStream slow(int length, Duration each) {
        return new ByteArrayInputStream(bytes(length)) {
            @Override
            public synchronized int read(byte[] target, int offset, int most) {
                if (pos > GitBodies.SHORT) {
                    now = now.plus(each);
                }
                return super.read(target, offset, Math.min(most, GitBodies.SHORT + 1));
            }
        };
    }

    @Test
    void oneThatComesTooSlowlyLeavesItsPlace() throws IOException {
        int threePieces = 3 * GitBodies.SHORT;
        assertTrue(bodies.read(slow(100, Duration.ofDays(1)), false).whole());
        for (Duration each : List.of(Duration.ofSeconds(16), Duration.ofHours(-1))) {
            assertThrows(
                    GitBodies.TooSlow.class,
                    () -> bodies.read(slow(threePieces, each), false),
                    each::toString);
        }
        GitBody inTime = bodies.read(slow(threePieces, Duration.ofSeconds(15)), false);
        assertArrayEquals(bytes(threePieces), inTime.plain().orElseThrow());
        // Without a place it may take its time: it keeps nobody out.
        assertFalse(bodies.read(slow(threePieces, Duration.ofDays(1)), false).whole());
    }

    @Test
    void oneThatBreaksOffLeavesItsPlace() throws IOException {
        InputStream in =
                new SequenceInputStream(
                        new ByteArrayInputStream(bytes(GitBodies.SHORT + 1)),
                        // Unconnected, so that reading fails.
                        new PipedInputStream());
        assertThrows(IOException.class, () -> bodies.read(in, false));
        assertTrue(read(GitBodies.SHORT + 1).whole());
    }
}
