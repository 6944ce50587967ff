package mos.token.github;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// The body of a `git-upload-pack` request. Up to 1 MiB it is held in memory, can be read and sent
/// twice; a longer one goes through as it comes. It is passed on as it was encoded.
final class GitBody {
    private static final int HELD = 1024 * 1024;

    /// git's own negotiations shrink to a third; what shrinks far more is none.
    private static final int INFLATED = 4 * HELD;

    private final byte[] begin;
    private final @Nullable InputStream rest;
    private final boolean gzip;

    private GitBody(byte[] begin, @Nullable InputStream rest, boolean gzip) {
        this.begin = begin;
        this.rest = rest;
        this.gzip = gzip;
    }

    /// Reads what is held.
    static GitBody read(InputStream in, boolean gzip) throws IOException {
        byte[] begin = in.readNBytes(HELD + 1);
        return new GitBody(begin, begin.length > HELD ? in : null, gzip);
    }

    /// Whether all of it is held.
    boolean whole() {
        return rest == null;
    }

    /// The body as sent; only once unless it is [#whole].
    InputStream stream() {
        InputStream held = new ByteArrayInputStream(begin);
        return rest == null ? held : new SequenceInputStream(held, rest);
    }

    /// What it says, decoded; empty when it is too long or not what its encoding says.
    Optional<byte[]> plain() {
        if (!whole()) {
            return Optional.empty();
        }
        if (!gzip) {
            return Optional.of(begin);
        }
        try (InputStream inflated = new GZIPInputStream(new ByteArrayInputStream(begin))) {
            byte[] plain = inflated.readNBytes(INFLATED + 1);
            return plain.length > INFLATED ? Optional.empty() : Optional.of(plain);
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
