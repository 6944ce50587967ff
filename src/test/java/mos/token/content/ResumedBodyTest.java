package mos.token.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResumedBodyTest {
    private static final List<Duration> AT_ONCE = Collections.nCopies(3, Duration.ZERO);

    private final byte[] blob = new byte[100_000];
    private final List<Long> askedFrom = new ArrayList<>();

    ResumedBodyTest() {
        new Random(7).nextBytes(blob);
    }

    /// The bytes from `from` to `to`, then what a broken connection throws.
    private InputStream broken(int from, int to) {
        InputStream breaking =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("reset");
                    }

                    @Override
                    public int read(byte[] into, int offset, int most) throws IOException {
                        return read();
                    }
                };
        return new SequenceInputStream(ended(from, to), breaking);
    }

    private InputStream ended(int from, int to) {
        return new ByteArrayInputStream(blob, from, to - from);
    }

    private ResumedBody body(InputStream first, long length, ResumedBody.Rest rest) {
        return new ResumedBody(
                first,
                length,
                position -> {
                    askedFrom.add(position);
                    return rest.from(position);
                },
                AT_ONCE);
    }

    @Test
    void aBreakAndAnEarlyEndAreGoneOnFrom() throws IOException {
        Deque<InputStream> answers =
                new ArrayDeque<>(List.of(ended(40_000, 70_000), ended(70_000, 100_000)));
        try (InputStream body = body(broken(0, 40_000), blob.length, _ -> answers.remove())) {
            assertArrayEquals(blob, body.readAllBytes());
        }
        assertEquals(List.of(40_000L, 70_000L), askedFrom);
    }

    @Test
    void withoutALengthOnlyABreakIsGoneOnFrom() throws IOException {
        try (InputStream body = body(broken(0, 40_000), -1, _ -> ended(40_000, 90_000))) {
            assertArrayEquals(Arrays.copyOf(blob, 90_000), body.readAllBytes());
        }
        assertEquals(List.of(40_000L), askedFrom);
    }

    @Test
    void theTriesAreBounded() {
        ResumedBody body =
                body(
                        broken(0, 10),
                        blob.length,
                        position -> {
                            if (position < 12) {
                                return broken((int) position, (int) position + 1);
                            }
                            throw new IOException("down");
                        });
        IOException broke = assertThrows(IOException.class, body::readAllBytes);
        assertEquals("reset", broke.getMessage());
        assertEquals(List.of(10L, 11L, 12L), askedFrom);
        long most = ResumedBody.WAITS.stream().mapToLong(Duration::toMillis).sum();
        assertTrue(ResumedBody.WAITS.size() == 5 && most < 10_000, "as documented");
    }

    /// A line that breaks once in a while must not end what is otherwise going well.
    @Test
    void aGoodRunGivesAllTriesBack() throws IOException {
        long run = 64L << 20;
        long length = 8 * run;
        long[] left = {0};
        ResumedBody.Rest rest =
                _ -> {
                    left[0] = run;
                    return new InputStream() {
                        @Override
                        public int read() throws IOException {
                            throw new IOException("one by one");
                        }

                        @Override
                        public int read(byte[] into, int from, int most) throws IOException {
                            if (left[0] == 0) {
                                throw new IOException("reset");
                            }
                            int n = (int) Math.min(most, left[0]);
                            left[0] -= n;
                            return n;
                        }
                    };
                };
        try (InputStream body = body(rest.from(0), length, rest)) {
            body.skipNBytes(length);
            assertEquals(-1, body.read(new byte[10], 0, 10), "the end is the length");
        }
        assertEquals(7, askedFrom.size());
    }

    /// Neither a 404, a 401 nor a 429 gets better by asking again, nor is it the content's verdict.
    @Test
    void whatIsNoFaultOfTheLineIsNotAskedAgain() {
        var refused = new ResumedBody.RestRefused("no");
        ResumedBody body =
                body(
                        broken(0, 10),
                        blob.length,
                        _ -> {
                            throw refused;
                        });
        IOException broke = assertThrows(IOException.class, body::readAllBytes);
        assertEquals("reset", broke.getMessage());
        assertEquals(List.of(refused), List.of(broke.getSuppressed()));
        assertEquals(1, askedFrom.size());
    }

    @Test
    void aStopEndsTheWait() {
        ResumedBody body =
                new ResumedBody(
                        broken(0, 10),
                        blob.length,
                        _ -> ended(10, 20),
                        List.of(Duration.ofHours(1)));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedIOException.class, body::readAllBytes);
        assertTrue(Thread.interrupted());
    }
}
