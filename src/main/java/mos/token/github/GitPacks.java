package mos.token.github;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import mos.token.content.Contents;
import mos.token.content.Digest;
import mos.token.content.Fetch;
import mos.token.content.Incoming;
import mos.token.content.Source;
import mos.token.content.StoredContent;
import mos.token.content.Wanted;
import mos.token.door.Kept;
import mos.token.door.KeptAnswers;
import mos.token.net.Headers;
import mos.token.servicetoken.Lease;
import org.jspecify.annotations.Nullable;

/// Packs: the same wants and haves bring the same objects, whoever asks. One download for all who
/// ask at the same time, kept for those who come later.
final class GitPacks {
    /// A pack, or why there is none.
    sealed interface Pack {
        /// On disk.
        record Stored(StoredContent content) implements Pack {}

        /// On its way.
        record Arriving(Incoming incoming) implements Pack {}

        /// Not given.
        record Refused(Asked asked) implements Pack {}
    }

    /// The host gave nothing.
    private static final class NotGiven extends IOException {
        private final transient Asked asked;

        NotGiven(Asked asked) {
            super("the host gave no pack");
            this.asked = asked;
        }
    }

    /// It came between the look for it and the download.
    private static final class Landed extends IOException {}

    private final GitAsker asker;
    private final KeptAnswers keptAnswers;
    private final Contents contents;
    private final Clock clock;

    GitPacks(GitAsker asker, KeptAnswers keptAnswers, Contents contents, Clock clock) {
        this.asker = asker;
        this.keptAnswers = keptAnswers;
        this.contents = contents;
        this.clock = clock;
    }

    /// The answer to a request; its receiver closes it.
    ///
    /// @param call to be sent when it is not kept; repeatable
    Pack get(
            GitHost host,
            RepositoryRef.Named repository,
            GitCall.Pack call,
            GitRequest.Fetch request)
            throws IOException {
        List<String> keys = GitAnswers.keys(host, repository, "fetch " + request.digest());
        Optional<StoredContent> kept = kept(keys);
        if (kept.isPresent()) {
            return new Pack.Stored(kept.get());
        }
        String key = keys.getFirst();
        AtomicReference<@Nullable GitEnd> end = new AtomicReference<>();
        Source source =
                () -> {
                    if (keptAnswers.find(key).filter(this::holds).isPresent()) {
                        throw new Landed();
                    }
                    Asked asked = asker.ask(host, repository, call);
                    if (!(asked instanceof Asked.Got got)) {
                        throw new NotGiven(asked);
                    }
                    GitEnd body = new GitEnd(got.answer().body());
                    end.set(body);
                    return new Source.Opened(body, -1);
                };
        @Nullable String tokenId = host.lease().map(Lease::tokenId).orElse(null);
        var wanted =
                new Wanted(
                        key,
                        null,
                        sha256 -> {
                            GitEnd body = end.get();
                            if (body != null && body.isWhole()) {
                                keep(key, sha256, tokenId);
                            }
                        });
        try {
            return switch (contents.fetch(wanted, source)) {
                case Fetch.Present(StoredContent content) -> new Pack.Stored(content);
                case Fetch.Coming(Incoming incoming) -> new Pack.Arriving(incoming);
            };
        } catch (Landed _) {
            return kept(keys)
                    .<Pack>map(Pack.Stored::new)
                    .orElseGet(() -> new Pack.Refused(new Asked.Down(503, "it was evicted")));
        } catch (NotGiven refusal) {
            return new Pack.Refused(refusal.asked);
        }
    }

    private void keep(String key, Digest sha256, @Nullable String tokenId) {
        Instant now = clock.instant();
        keptAnswers.keep(
                new Kept(key, 200, Headers.NONE, null, sha256.toString(), now, now, tokenId));
    }

    private Optional<StoredContent> kept(List<String> keys) throws IOException {
        for (String key : keys) {
            Optional<Digest> digest = keptAnswers.find(key).flatMap(GitPacks::digest);
            Optional<StoredContent> content =
                    digest.isEmpty() ? Optional.empty() : contents.find(digest.get());
            if (content.isPresent()) {
                return content;
            }
        }
        return Optional.empty();
    }

    private boolean holds(Kept kept) {
        return digest(kept).filter(contents::has).isPresent();
    }

    /// Empty when the token that fetched it was replaced since: nobody knows what the new one may
    /// see.
    private static Optional<Digest> digest(Kept kept) {
        return kept.checked().equals(Instant.EPOCH)
                ? Optional.empty()
                : Optional.ofNullable(kept.digest()).flatMap(Digest::parse);
    }
}
