package mos.token.registry;

import java.util.Optional;
import java.util.regex.Pattern;
import mos.token.content.Digest;

/// What a manifest is asked for by.
sealed interface Reference {
    /// A name that may move.
    record Tag(String name) implements Reference {
        @Override
        public String toString() {
            return name;
        }
    }

    /// A content that never changes.
    record ByDigest(Digest digest) implements Reference {
        @Override
        public String toString() {
            return digest.toString();
        }
    }

    Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

    /// Reads a tag or a digest; empty for anything else.
    static Optional<Reference> parse(String text) {
        if (TAG.matcher(text).matches()) {
            return Optional.of(new Tag(text));
        }
        return Digest.parse(text).map(ByDigest::new);
    }
}
