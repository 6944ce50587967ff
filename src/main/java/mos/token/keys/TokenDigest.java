package mos.token.keys;

import java.nio.ByteBuffer;

/// PRF(key, token): what is kept of a token. Four words, so that it can be a map key without a
/// copy.
///
/// @param keyId the PRF key it was made with
public record TokenDigest(int keyId, long a, long b, long c, long d) {
    /// The length of a digest in bytes.
    public static final int BYTES = 32;

    /// From 32 bytes.
    ///
    /// @throws IllegalArgumentException for another length
    public static TokenDigest of(int keyId, byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a token digest has 32 bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new TokenDigest(
                keyId, buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    /// The 32 bytes, as stored.
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(a).putLong(b).putLong(c).putLong(d).array();
    }
}
