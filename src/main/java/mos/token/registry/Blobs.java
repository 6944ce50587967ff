package mos.token.registry;

import java.io.IOException;
import java.util.Optional;
import mos.token.content.Contents;
import mos.token.content.Digest;
import mos.token.content.Fetch;
import mos.token.content.Incoming;
import mos.token.content.StoredContent;
import mos.token.door.AnswerSource;
import mos.token.net.Headers;

/// Blobs: fetched once, kept for all repositories, shown only through a repository whose registry
/// confirmed that it has them.
final class Blobs {
    /// A blob, wherever it is at the moment.
    sealed interface Blob {
        /// On disk.
        record Stored(StoredContent content, AnswerSource source) implements Blob {}

        /// On its way.
        record Arriving(Incoming incoming) implements Blob {
            @Override
            public AnswerSource source() {
                return AnswerSource.FETCHED;
            }
        }

        /// Where it comes from.
        AnswerSource source();
    }

    /// Up to this length a blob is sent only when it is there and verified, so that a lie or a
    /// broken source can still be answered as an error.
    private static final long SMALL = 256 * 1024;

    private static final int TRIES = 3;

    private final UpstreamRegistry upstream;
    private final PublicLook publicLook;
    private final RepositoryContents repositories;
    private final Contents contents;

    Blobs(
            UpstreamRegistry upstream,
            PublicLook publicLook,
            RepositoryContents repositories,
            Contents contents) {
        this.upstream = upstream;
        this.publicLook = publicLook;
        this.repositories = repositories;
        this.contents = contents;
    }

    /// The bytes of a blob; -1 when the registry does not say.
    record Length(long bytes, AnswerSource source) {}

    /// The length of a blob, without fetching it.
    Length length(Repository repository, Digest digest) throws IOException {
        if (repositories.has(repository, digest)) {
            Optional<StoredContent> stored = contents.find(digest);
            if (stored.isPresent()) {
                try (StoredContent content = stored.get()) {
                    return new Length(content.size(), AnswerSource.KEPT);
                }
            }
        }
        return new Length(source(repository, digest).confirm(), AnswerSource.FETCHED);
    }

    /// The blob itself; the caller closes it.
    ///
    /// @throws Trouble when the registry does not give it to this repository
    Blob get(Repository repository, Digest digest) throws IOException {
        // Looked at once: what another repository's download brings in a moment later must not
        // slip through between two looks.
        Optional<StoredContent> stored = contents.find(digest);
        if (stored.isEmpty()) {
            return settled(digest, fetch(repository, digest));
        }
        AnswerSource source = admitted(repository, digest, new Fetch.Present(stored.get()));
        return new Blob.Stored(stored.get(), source);
    }

    private Fetch fetch(Repository repository, Digest digest) throws IOException {
        for (int tries = 1; ; tries++) {
            BlobSource source = source(repository, digest);
            try {
                Fetch fetch = contents.fetch(digest, source);
                if (!source.asked()) {
                    // Somebody else's repository brings it: ours must have it too.
                    admitted(repository, digest, fetch);
                }
                return fetch;
            } catch (Trouble trouble) {
                // Another repository's "no" is not ours.
                if (source.asked() || trouble.passing() || tries == TRIES) {
                    throw trouble;
                }
            }
        }
    }

    /// Makes sure that the repository has what was found; else it is left.
    private AnswerSource admitted(Repository repository, Digest digest, Fetch fetch)
            throws IOException {
        try {
            if (repositories.has(repository, digest)) {
                return AnswerSource.KEPT;
            }
            source(repository, digest).confirm();
            return AnswerSource.REVALIDATED;
        } catch (IOException | RuntimeException e) {
            switch (fetch) {
                case Fetch.Present(StoredContent content) -> content.close();
                case Fetch.Coming(Incoming incoming) -> incoming.close();
            }
            throw e;
        }
    }

    private Blob settled(Digest digest, Fetch fetch) throws IOException {
        return switch (fetch) {
            case Fetch.Present(StoredContent content) ->
                    new Blob.Stored(content, AnswerSource.FETCHED);
            case Fetch.Coming(Incoming incoming) -> {
                if (incoming.length() > SMALL) {
                    yield new Blob.Arriving(incoming);
                }
                incoming.await();
                Optional<StoredContent> stored = contents.find(digest);
                if (stored.isPresent()) {
                    incoming.close();
                    yield new Blob.Stored(stored.get(), AnswerSource.FETCHED);
                }
                yield new Blob.Arriving(incoming);
            }
        };
    }

    private BlobSource source(Repository repository, Digest digest) {
        return new BlobSource(upstream, publicLook, repositories, repository, digest);
    }

    /// What `Content-Length` says; -1 when that is no number.
    static long length(Headers headers) {
        try {
            return headers.first("Content-Length").map(Long::parseLong).orElse(-1L);
        } catch (NumberFormatException _) {
            return -1;
        }
    }
}
