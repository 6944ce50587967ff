package mos.token.github;

import java.io.IOException;
import java.util.Optional;
import mos.token.content.Contents;
import mos.token.content.Digest;
import mos.token.content.StoredContent;
import mos.token.door.Kept;
import mos.token.http.Reply;

/// The bodies of kept answers.
final class Bodies {
    /// The largest body that is kept; larger ones are streamed. GitHub's largest JSON (a recursive
    /// tree) is 7 MB.
    static final int LARGEST = 16 * 1024 * 1024;

    /// Sent from memory; larger ones by the system's file copy.
    private static final int IN_MEMORY = 64 * 1024;

    private final Contents contents;

    Bodies(Contents contents) {
        this.contents = contents;
    }

    /// Keeps a body; empty when there is no room.
    Optional<Digest> keep(byte[] body) {
        return contents.keep(body);
    }

    /// Whether the body is still there.
    boolean has(Kept kept) {
        return digest(kept).filter(contents::has).isPresent();
    }

    /// The body in memory, to be read; empty when it was evicted.
    Optional<byte[]> of(Kept kept) throws IOException {
        Optional<Digest> digest = digest(kept);
        if (digest.isEmpty()) {
            return Optional.empty();
        }
        Optional<StoredContent> found = contents.find(digest.get());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (StoredContent content = found.get()) {
            return Optional.of(content.bytesUpTo(LARGEST));
        }
    }

    /// The body as it is sent: a large one from its file, so that memory does not grow with the
    /// number of clients; empty when it was evicted.
    Optional<Reply.Body> send(Kept kept) throws IOException {
        Optional<Digest> digest = digest(kept);
        if (digest.isEmpty()) {
            return Optional.empty();
        }
        Optional<StoredContent> found = contents.find(digest.get());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        StoredContent content = found.get();
        if (content.size() > IN_MEMORY) {
            return Optional.of(
                    new Reply.Body.FileRange(content.file(), 0, content.size(), content::close));
        }
        try (content) {
            return Optional.of(new Reply.Body.Bytes(content.bytesUpTo(IN_MEMORY)));
        }
    }

    private static Optional<Digest> digest(Kept kept) {
        String text = kept.digest();
        return text == null ? Optional.empty() : Digest.parse(text);
    }
}
