package mos.token.github;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Sees how an answer of git ends: a whole one with a flush packet, one that broke off on the
/// host's side with an error packet or nothing (gitprotocol-v2). Only whole ones are kept.
final class GitEnd extends FilterInputStream {
    private static final byte[] FLUSH = "0000".getBytes(StandardCharsets.US_ASCII);

    private final byte[] last = new byte[FLUSH.length];

    GitEnd(InputStream in) {
        super(in);
    }

    /// Whether these bytes end so.
    static boolean isWhole(byte[] answer) {
        int from = answer.length - FLUSH.length;
        return from >= 0 && Arrays.equals(answer, from, answer.length, FLUSH, 0, FLUSH.length);
    }

    /// Whether these bytes are a flush packet alone.
    static boolean isFlush(byte[] bytes) {
        return Arrays.equals(bytes, FLUSH);
    }

    /// Whether what was read so far ends so.
    boolean isWhole() {
        return Arrays.equals(last, FLUSH);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = super.read(bytes, offset, length);
        if (n >= last.length) {
            System.arraycopy(bytes, offset + n - last.length, last, 0, last.length);
        } else if (n > 0) {
            System.arraycopy(last, n, last, 0, last.length - n);
            System.arraycopy(bytes, offset, last, last.length - n, n);
        }
        return n;
    }
}
