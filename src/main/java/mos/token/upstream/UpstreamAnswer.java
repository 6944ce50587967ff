package mos.token.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import mos.token.net.Headers;
import org.jspecify.annotations.Nullable;

/// What came of an [UpstreamRequest].
public sealed interface UpstreamAnswer extends AutoCloseable {
    @Override
    void close();

    /// The upstream answered, with whatever status; the body is open until closed, and its reads
    /// fail with an [IOException] when it stalls.
    ///
    /// @param uri where the answer came from, after redirects, as written
    record Answered(int status, Headers headers, InputStream body, URI uri)
            implements UpstreamAnswer {
        /// The body, at most `limit` bytes of it.
        ///
        /// @throws IOException when it is longer, or broke
        public byte[] bodyUpTo(int limit) throws IOException {
            byte[] bytes = body.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new IOException("the upstream's answer is larger than " + limit + " bytes");
            }
            return bytes;
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

    /// No answer was had.
    ///
    /// @param detail safe to show: no secret, no query of a URL
    /// @param retryAfter how long to wait, when known
    record Refusal(Reason reason, String detail, @Nullable Duration retryAfter)
            implements UpstreamAnswer {
        @Override
        public void close() {}
    }

    /// Why there is no answer.
    enum Reason {
        /// The connection failed or broke before the headers.
        UNREACHABLE,
        /// No headers in time.
        TIMEOUT,
        /// Too many requests to that host wait already.
        BUSY,
        /// The credential was taken back before it was sent.
        WITHDRAWN,
        /// A redirect to a host, scheme or port that is not on the list, or too many of them.
        REDIRECT_REFUSED
    }
}
