package mos.token.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import mos.token.content.Contents;
import mos.token.content.Digest;
import mos.token.content.StoredContent;
import mos.token.door.Freshness;

/// What can be answered on the event loop: manifests in memory and blobs that are open. All of
/// public repositories, and all found by the long way within the last minute: so whatever changes
/// in the database is seen here a minute later, if it is not told by [#clear].
final class Ready {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int LARGEST_MANIFEST = 256 * 1024;
    private static final long MOST_BYTES = 16L << 20;
    private static final int MOST_BLOBS = 10_000;

    /// About what an entry takes besides its bytes.
    private static final int ENTRY = 1_000;

    private record Term(Instant from, Instant until) {
        /// A time before the first is of a clock that was set back.
        boolean holds(Instant now) {
            return !now.isBefore(from) && now.isBefore(until);
        }
    }

    private record Manifest(Manifests.Found found, Term term) {}

    private final PublicLook publicLook;
    private final Contents contents;
    private final Freshness freshness;
    private final Cache<String, Manifest> manifests =
            Caffeine.newBuilder()
                    .maximumWeight(MOST_BYTES)
                    .weigher((String _, Manifest one) -> ENTRY + one.found().bytes().length)
                    .build();
    private final Cache<String, Term> blobs = Caffeine.newBuilder().maximumSize(MOST_BLOBS).build();

    Ready(PublicLook publicLook, Contents contents, Freshness freshness) {
        this.publicLook = publicLook;
        this.contents = contents;
        this.freshness = freshness;
    }

    /// Takes note of a manifest that was found.
    void keep(
            Repository repository, Reference reference, Accepts accepts, Manifests.Found manifest) {
        Manifests.Known known = manifest.known();
        if (known.stale() != null || manifest.bytes().length > LARGEST_MANIFEST) {
            return;
        }
        Instant until =
                switch (reference) {
                    case Reference.Tag _ -> known.checked().plus(freshness.fresh());
                    case Reference.ByDigest _ -> Instant.MAX;
                };
        term(repository, until)
                .ifPresent(term ->
                        manifests.put(
                                ManifestKeys.key(repository, reference, accepts),
                                new Manifest(manifest, term)));
    }

    /// A manifest that may be given to everybody who is let in.
    Optional<Manifests.Found> manifest(
            Repository repository, Reference reference, Accepts accepts) {
        return Optional.ofNullable(
                        manifests.getIfPresent(ManifestKeys.key(repository, reference, accepts)))
                .filter(kept -> kept.term().holds(freshness.now()))
                .map(Manifest::found);
    }

    /// Takes note of a blob that the repository has and that is kept.
    ///
    /// @throws IOException when the disk failed
    void keep(Repository repository, Digest blob) throws IOException {
        Optional<Term> term = term(repository, Instant.MAX);
        if (term.isPresent() && contents.keepOpen(blob)) {
            blobs.put(key(repository, blob), term.get());
        }
    }

    /// A blob that may be given to everybody who is let in; the caller closes it.
    Optional<StoredContent> blob(Repository repository, Digest blob) {
        Term term = blobs.getIfPresent(key(repository, blob));
        return term != null && term.holds(freshness.now())
                ? contents.findOpen(blob)
                : Optional.empty();
    }

    /// Forgets everything: something was taken away.
    void clear() {
        manifests.invalidateAll();
        blobs.invalidateAll();
    }

    private Optional<Term> term(Repository repository, Instant until) {
        Instant now = freshness.now();
        return publicLook
                .publicUntil(repository)
                .map(end -> earliest(now.plus(LONGEST), earliest(until, end)))
                .filter(now::isBefore)
                .map(end -> new Term(now, end));
    }

    private static Instant earliest(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static String key(Repository repository, Digest blob) {
        return repository + "@" + blob;
    }
}
