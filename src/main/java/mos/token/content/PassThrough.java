package mos.token.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// A content that is not kept, since there is no room for it: it goes from its source to its one
/// reader, verified on the way.
final class PassThrough implements Incoming {
    private static final int CHUNK = 128 * 1024;

    private final @Nullable Digest digest;
    private final Source.Opened opened;

    PassThrough(@Nullable Digest digest, Source.Opened opened) {
        this.digest = digest;
        this.opened = opened;
    }

    @Override
    public long length() {
        return opened.length();
    }

    /// Returns at once: what is not kept cannot be waited for.
    @Override
    public void await() {}

    @Override
    public void copyTo(FileSink files, OutputStream out, long offset, long length)
            throws IOException {
        Digest expected = digest;
        Digest.Algorithm algorithm =
                expected == null ? Digest.Algorithm.SHA256 : expected.algorithm();
        MessageDigest hash = algorithm.hash();
        InputStream body = opened.body();
        byte[] chunk = new byte[CHUNK];
        long end = length > Long.MAX_VALUE - offset ? Long.MAX_VALUE : offset + length;
        long position = 0;
        int n = body.readNBytes(chunk, 0, CHUNK);
        while (n > 0) {
            byte[] next = new byte[CHUNK];
            hash.update(chunk, 0, n);
            // One chunk ahead: the last one waits for the verdict on all of them.
            int ahead = body.readNBytes(next, 0, CHUNK);
            if (ahead <= 0
                    && expected != null
                    && !Digest.end(algorithm, hash.digest()).equals(expected)) {
                throw new WrongDigest(expected);
            }
            int from = Math.clamp(offset - position, 0, n);
            int to = Math.clamp(end - position, from, n);
            out.write(chunk, from, to - from);
            position += n;
            chunk = next;
            n = ahead;
        }
        if (position < end && opened.length() >= 0) {
            throw new IOException("the source ended after " + position + " of " + end + " bytes");
        }
    }

    @Override
    public void close() {
        try {
            opened.body().close();
        } catch (IOException _) {
            // Nothing more is wanted of it.
        }
    }
}
