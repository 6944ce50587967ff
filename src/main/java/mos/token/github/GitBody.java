package mos.token.github;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import mos.token.http.Reply;
import org.jspecify.annotations.Nullable;

/// The body of a `git-upload-pack` request, as [GitBodies] read it. One that is held whole can be
/// read and sent twice; another goes through as it comes. It is passed on as it was encoded.
final class GitBody implements AutoCloseable {
    /// git's own negotiations shrink to a third; what shrinks far more is none.
    private static final int SHRINKS = 16;

    private static final int LEAST_INFLATED = 64 * 1024;
    private static final int MOST_INFLATED = 4 * 1024 * 1024;

    private final byte[] begin;
    private final @Nullable InputStream rest;
    private final boolean gzip;
    private final Runnable leave;

    /// @param rest what was not read yet, or null
    /// @param leave runs when the body is needed no more; may run more than once
    GitBody(byte[] begin, @Nullable InputStream rest, boolean gzip, Runnable leave) {
        this.begin = begin;
        this.rest = rest;
        this.gzip = gzip;
        this.leave = leave;
    }

    /// Whether all of it is held.
    boolean whole() {
        return rest == null;
    }

    /// Whether it is a flush packet and nothing else.
    boolean isFlush() {
        return GitEnd.isFlush(begin);
    }

    /// The body as sent; only once unless it is [#whole].
    InputStream stream() {
        InputStream held = new ByteArrayInputStream(begin);
        return rest == null ? held : new SequenceInputStream(held, rest);
    }

    /// What it says, decoded as it comes; only once unless it is [#whole].
    InputStream decoded() throws IOException {
        return gzip ? new GZIPInputStream(stream()) : stream();
    }

    /// What it says, decoded; empty when it is too long or not what its encoding says.
    Optional<byte[]> plain() {
        if (!whole()) {
            return Optional.empty();
        }
        if (!gzip) {
            return Optional.of(begin);
        }
        int most = Math.clamp((long) begin.length * SHRINKS, LEAST_INFLATED, MOST_INFLATED);
        try (InputStream inflated = new GZIPInputStream(new ByteArrayInputStream(begin))) {
            byte[] plain = inflated.readNBytes(most + 1);
            return plain.length > most ? Optional.empty() : Optional.of(plain);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// The same reply, which needs this body until its own is written: the HTTP client lets go of
    /// what it sent no earlier, and a reader of a pack whom the disk leaves without the rest asks
    /// for it anew.
    Reply until(Reply reply) {
        if (!(reply.body() instanceof Reply.Body.Stream(long length, Reply.Writer writer))) {
            close();
            return reply;
        }
        Reply.Writer closing =
                out -> {
                    try (this) {
                        writer.write(out);
                    }
                };
        return new Reply(reply.status(), reply.headers(), new Reply.Body.Stream(length, closing));
    }

    /// It is needed no more: another one may be held.
    @Override
    public void close() {
        leave.run();
    }
}
