package mos.token.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A content's bytes, asked for again from where they broke off: their readers notice nothing but a
/// pause. Whether the pieces fit is for the digest to say, which whoever reads them checks.
public final class ResumedBody extends InputStream {
    private static final Logger LOG = LoggerFactory.getLogger(ResumedBody.class);

    /// How long each further try waits: five of them, less than ten seconds in all.
    public static final List<Duration> WAITS =
            List.of(
                    Duration.ofMillis(100),
                    Duration.ofMillis(300),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(5));

    /// So much that came without a break gives all tries back: 64 MiB.
    private static final long GOOD_RUN = 64L << 20;

    /// The rest that is not given: asking again brings nothing.
    public static final class RestRefused extends IOException {
        /// Says why.
        public RestRefused(String message) {
            super(message);
        }

        /// For that reason.
        public RestRefused(IOException why) {
            super(why.getMessage(), why);
        }
    }

    /// Opens the rest of the content.
    @FunctionalInterface
    public interface Rest {
        /// Opens the bytes from `position` on.
        ///
        /// @throws RestRefused when it is not given; after any other exception it is asked again
        InputStream from(long position) throws IOException;
    }

    private final long length;
    private final Rest rest;
    private final List<Duration> waits;
    private InputStream body;
    private long position;
    private long resumedAt;
    private int tries;

    /// @param length of the whole content, or -1 when unknown
    public ResumedBody(InputStream body, long length, Rest rest, List<Duration> waits) {
        this.body = body;
        this.length = length;
        this.rest = rest;
        this.waits = waits;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int most) throws IOException {
        while (true) {
            IOException broke;
            try {
                int n = body.read(bytes, offset, most);
                if (n >= 0 || position >= length) {
                    position += Math.max(0, n);
                    return n;
                }
                broke = new IOException("ended after " + position + " of " + length + " bytes");
            } catch (IOException e) {
                if (length >= 0 && position >= length) {
                    return -1;
                }
                broke = e;
            }
            resume(broke);
        }
    }

    private void resume(IOException broke) throws IOException {
        close();
        if (position - resumedAt >= GOOD_RUN) {
            tries = 0;
        }
        while (tries < waits.size()) {
            pause(waits.get(tries++));
            try {
                body = rest.from(position);
                resumedAt = position;
                LOG.info("a content goes on from byte {}: {}", position, broke.getMessage());
                return;
            } catch (RestRefused refused) {
                broke.addSuppressed(refused);
                throw broke; // Not the refusal: a 404 now would contradict what came before.
            } catch (IOException _) {
                // What was skipped up to our position broke off, too: one more try gone.
            }
        }
        throw broke;
    }

    private static void pause(Duration wait) throws IOException {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("interrupted before a further try");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException _) {
            // Nothing more is wanted of it.
        }
    }
}
