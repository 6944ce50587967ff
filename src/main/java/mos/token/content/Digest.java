package mos.token.content;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of a content (OCI image spec, "Digests"): the algorithm and the hash in lower-case hex.
///
/// @param algorithm SHA-256 or SHA-512
/// @param hex 64 or 128 digits
public record Digest(Algorithm algorithm, String hex) {
    private static final Pattern FORM =
            Pattern.compile("(?:(sha256):([0-9a-f]{64})|(sha512):([0-9a-f]{128}))");

    /// The registered algorithms.
    public enum Algorithm {
        SHA256("sha256", "SHA-256"),
        SHA512("sha512", "SHA-512");

        private final String text;
        private final String name;

        Algorithm(String text, String name) {
            this.text = text;
            this.name = name;
        }

        MessageDigest hash() {
            try {
                return MessageDigest.getInstance(name);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e); // every Java platform has both
            }
        }
    }

    /// Reads `sha256:…` or `sha512:…`; empty for anything else.
    public static Optional<Digest> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                matcher.group(1) != null
                        ? new Digest(Algorithm.SHA256, matcher.group(2))
                        : new Digest(Algorithm.SHA512, matcher.group(4)));
    }

    /// The SHA-256 of bytes.
    public static Digest of(byte[] bytes) {
        return of(Algorithm.SHA256, bytes);
    }

    /// The digest of bytes by an algorithm.
    public static Digest of(Algorithm algorithm, byte[] bytes) {
        return end(algorithm, algorithm.hash().digest(bytes));
    }

    static Digest end(Algorithm algorithm, byte[] hash) {
        return new Digest(algorithm, HexFormat.of().formatHex(hash));
    }

    /// `sha256:…`, as on the wire.
    @Override
    public String toString() {
        return algorithm.text + ":" + hex;
    }
}
