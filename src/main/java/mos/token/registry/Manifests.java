package mos.token.registry;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import mos.token.content.Contents;
import mos.token.content.Digest;
import mos.token.content.StoredContent;
import mos.token.door.AnswerSource;
import mos.token.door.Flights;
import mos.token.door.Freshness;
import mos.token.door.Kept;
import mos.token.door.KeptAnswers;
import mos.token.net.Headers;
import org.jspecify.annotations.Nullable;

/// Manifests: a tag is revalidated by HEAD, which costs no pull, at most once per freshness window
/// for all clients together; a GET is spent only on a digest that is not kept.
final class Manifests implements AutoCloseable {
    /// The largest manifest: 4 MiB, as clients have it.
    static final int LARGEST = 4 * 1024 * 1024;

    /// What is known of a manifest.
    ///
    /// @param stale why a copy older than the freshness window is served, or null
    record Known(
            Digest digest,
            String mediaType,
            long length,
            Instant checked,
            AnswerSource source,
            @Nullable String stale) {
        private boolean list() {
            return mediaType.contains("index") || mediaType.contains("list");
        }

        private Known stale(String why) {
            return new Known(digest, mediaType, length, checked, AnswerSource.STALE, why);
        }

        private Known from(AnswerSource other) {
            return new Known(digest, mediaType, length, checked, other, stale);
        }
    }

    /// A manifest that is there.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Found(Known known, byte[] bytes) {}

    private final UpstreamRegistry upstream;
    private final PublicLook publicLook;
    private final KeptAnswers answers;
    private final Contents contents;
    private final Freshness freshness;
    private final Flights<String, Known> looks = new Flights<>();
    private final Flights<String, byte[]> downloads = new Flights<>();

    Manifests(
            UpstreamRegistry upstream,
            PublicLook publicLook,
            KeptAnswers answers,
            Contents contents,
            Freshness freshness) {
        this.upstream = upstream;
        this.publicLook = publicLook;
        this.answers = answers;
        this.contents = contents;
        this.freshness = freshness;
    }

    /// What a reference stands for now.
    ///
    /// @throws Trouble when the registry does not say and nothing is kept
    Known resolve(Repository repository, Reference reference, Accepts accepts) throws IOException {
        return switch (reference) {
            case Reference.ByDigest byDigest -> look(repository, byDigest, Accepts.ALL);
            case Reference.Tag tag -> {
                Known known = look(repository, tag, Accepts.ALL);
                yield known.list() && accepts == Accepts.SINGLE
                        ? look(repository, tag, Accepts.SINGLE)
                        : known;
            }
        };
    }

    /// The bytes of what [#resolve] found. When a tag moved but its new manifest cannot be had
    /// (HEAD is free, but the pulls are used up), what it stood for before is served on.
    ///
    /// @throws Trouble when there is neither
    Found get(Repository repository, Reference reference, Accepts accepts, Known known)
            throws IOException {
        try {
            return found(repository, known);
        } catch (Trouble trouble) {
            Known before =
                    answers.find(
                                    ManifestKeys.before(
                                            ManifestKeys.key(repository, reference, Accepts.ALL)))
                            .filter(kept ->
                                    trouble.passing() && freshness.isServable(kept.checked()))
                            .map(kept -> known(kept).stale(String.valueOf(trouble.getMessage())))
                            .filter(old -> accepts == Accepts.ALL || !old.list())
                            .orElseThrow(() -> trouble);
            return found(repository, before);
        }
    }

    private Found found(Repository repository, Known known) throws IOException {
        Optional<StoredContent> stored = contents.find(known.digest());
        if (stored.isPresent()) {
            try (StoredContent content = stored.get()) {
                return new Found(known, content.bytesUpTo(LARGEST));
            }
        }
        byte[] bytes =
                downloads.join(
                        repository + "@" + known.digest(),
                        () -> fetched(repository, known.digest()));
        return new Found(known.stale() == null ? known.from(AnswerSource.FETCHED) : known, bytes);
    }

    private byte[] fetched(Repository repository, Digest digest) throws IOException {
        byte[] bytes = download(repository, new Reference.ByDigest(digest), Accepts.ALL).bytes();
        contents.keep(digest, bytes);
        return bytes;
    }

    private Known look(Repository repository, Reference reference, Accepts accepts)
            throws IOException {
        String key = ManifestKeys.key(repository, reference, accepts);
        Optional<Kept> kept = answers.find(key);
        if (kept.isPresent() && believed(reference, kept.get())) {
            return known(kept.get());
        }
        // A look by HEAD is free, but what it finds is not.
        if (kept.filter(k -> freshness.isServable(k.checked())).isPresent()
                && upstream.inReserve(repository)) {
            return known(kept.get()).stale("the pulls that are left are in reserve");
        }
        return looks.join(key, () -> revalidate(key, repository, reference, accepts));
    }

    private Known revalidate(
            String key, Repository repository, Reference reference, Accepts accepts)
            throws IOException {
        Kept kept = answers.find(key).orElse(null);
        if (kept != null && believed(reference, kept)) {
            return known(kept);
        }
        try {
            Kept now = ask(key, repository, reference, accepts);
            if (kept != null && sameContent(kept, now)) {
                answers.checked(key, now.checked(), now.serviceToken());
                return known(now).from(AnswerSource.REVALIDATED);
            }
            if (kept != null && contents.has(known(kept).digest())) {
                answers.keep(kept.under(ManifestKeys.before(key)));
            }
            answers.keep(now);
            return known(now).from(AnswerSource.FETCHED);
        } catch (Trouble trouble) {
            if (!trouble.passing()) {
                answers.forget(key);
                answers.forget(ManifestKeys.before(key));
                throw trouble;
            }
            if (kept != null && freshness.isServable(kept.checked())) {
                return known(kept).stale(String.valueOf(trouble.getMessage()));
            }
            throw trouble;
        }
    }

    /// A digest never changes; EPOCH means that the service token was replaced since.
    private boolean believed(Reference reference, Kept kept) {
        return switch (reference) {
            case Reference.Tag _ -> freshness.isFresh(kept.checked());
            case Reference.ByDigest _ -> kept.checked().isAfter(Instant.EPOCH);
        };
    }

    private Kept ask(String key, Repository repository, Reference reference, Accepts accepts)
            throws IOException {
        Instant now = freshness.now();
        try (UpstreamRegistry.Told told =
                upstream.ask(question(true, repository, reference, accepts))) {
            Headers headers = told.answer().headers();
            Digest digest =
                    headers.first("Docker-Content-Digest").flatMap(Digest::parse).orElse(null);
            long length = Blobs.length(headers);
            boolean lies =
                    digest != null
                            && reference instanceof Reference.ByDigest(Digest asked)
                            && !asked.equals(digest);
            if (digest != null && length >= 0 && !lies) {
                String token = publicLook.fence(repository, told.serviceToken());
                return kept(key, digest, Answers.mediaType(headers), length, now, token);
            }
        }
        // Old registries do not tell by HEAD; then the manifest itself must.
        Download download = download(repository, reference, accepts);
        contents.keep(download.digest(), download.bytes());
        return kept(
                key,
                download.digest(),
                download.mediaType(),
                download.bytes().length,
                now,
                publicLook.fence(repository, download.serviceToken()));
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Download(
            Digest digest, String mediaType, byte[] bytes, @Nullable String serviceToken) {}

    /// Fetches and verifies a manifest: nothing of it is shown before.
    private Download download(Repository repository, Reference reference, Accepts accepts)
            throws IOException {
        try (UpstreamRegistry.Told told =
                upstream.ask(question(false, repository, reference, accepts))) {
            byte[] bytes = told.body(LARGEST);
            Digest expected =
                    switch (reference) {
                        case Reference.ByDigest(Digest digest) -> digest;
                        case Reference.Tag _ -> Digest.of(bytes);
                    };
            if (!Digest.of(expected.algorithm(), bytes).equals(expected)) {
                throw new Trouble(
                        Trouble.Kind.UNAVAILABLE,
                        repository.registry().host() + " sent another manifest than " + expected);
            }
            return new Download(
                    expected,
                    Answers.mediaType(told.answer().headers()),
                    bytes,
                    told.serviceToken());
        }
    }

    private static UpstreamRegistry.Question question(
            boolean head, Repository repository, Reference reference, Accepts accepts) {
        return new UpstreamRegistry.Question(
                head,
                repository,
                "manifests/" + reference,
                Headers.of("Accept", accepts.line()),
                repository.registry().answers());
    }

    private static Kept kept(
            String key,
            Digest digest,
            String mediaType,
            long length,
            Instant now,
            @Nullable String serviceToken) {
        Headers headers =
                Headers.of("Content-Type", mediaType, "Content-Length", Long.toString(length));
        return new Kept(key, 200, headers, null, digest.toString(), now, now, serviceToken);
    }

    private static Known known(Kept kept) {
        return new Known(
                Digest.parse(String.valueOf(kept.digest())).orElseThrow(),
                kept.headers().first("Content-Type").orElseThrow(),
                Blobs.length(kept.headers()),
                kept.checked(),
                AnswerSource.KEPT,
                null);
    }

    private static boolean sameContent(Kept one, Kept other) {
        return known(one).digest().equals(known(other).digest())
                && known(one).mediaType().equals(known(other).mediaType());
    }

    /// Ends looks and downloads that are under way.
    @Override
    public void close() {
        looks.close();
        downloads.close();
    }
}
