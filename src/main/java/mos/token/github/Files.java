package mos.token.github;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import mos.token.content.Contents;
import mos.token.content.Digest;
import mos.token.content.Fetch;
import mos.token.content.Incoming;
import mos.token.content.Source;
import mos.token.content.StoredContent;
import mos.token.content.Wanted;
import mos.token.content.WrongDigest;
import mos.token.door.AnswerSource;
import mos.token.door.Freshness;
import mos.token.door.Kept;
import mos.token.door.KeptAnswers;
import mos.token.net.Headers;
import mos.token.servicetoken.Lease;
import org.jspecify.annotations.Nullable;

/// Files of GitHub, kept whole: raw ones, archives, release files. One download for all who read
/// it, which goes on when it breaks off; by a commit id for ever, else looked at again after the
/// window.
final class Files {
    /// A file, or why there is none.
    sealed interface Found {
        /// On disk.
        record Stored(StoredContent content, Kept kept, AnswerSource source) implements Found {}

        /// On its way.
        record Arriving(Incoming incoming, Headers headers) implements Found {}

        /// Not given.
        record Refused(Asked asked) implements Found {}
    }

    private static final long SMALL = 256 * 1024;

    private final Asker asker;
    private final Assets assets;
    private final KeptAnswers keptAnswers;
    private final Contents contents;
    private final Freshness freshness;
    private final Windows windows;
    private final Missing missing;

    /// Header fields of what is on its way: whoever joins did not see them come.
    private final Cache<String, Headers> coming = Caffeine.newBuilder().maximumSize(2_000).build();

    Files(
            Asker asker,
            Assets assets,
            KeptAnswers keptAnswers,
            Contents contents,
            Freshness freshness,
            Windows windows,
            Missing missing) {
        this.asker = asker;
        this.assets = assets;
        this.keptAnswers = keptAnswers;
        this.contents = contents;
        this.freshness = freshness;
        this.windows = windows;
        this.missing = missing;
    }

    /// A file that needs no look at GitHub, if it is one; its receiver closes it.
    ///
    /// @param audience for whom it is
    Optional<Found> fresh(Ask ask, @Nullable Lease lease, Audience audience) throws IOException {
        Optional<Kept> kept = find(keys(ask, lease, audience));
        return kept.isPresent() && windows.believes(ask, kept.get())
                ? stored(kept.get(), AnswerSource.KEPT)
                : Optional.empty();
    }

    /// The newest of what is kept.
    private Optional<Kept> find(List<String> keys) {
        return keys.stream()
                .flatMap(key -> keptAnswers.find(key).stream())
                .filter(this::has)
                .max(Comparator.comparing(Kept::checked));
    }

    /// The file; its receiver closes it.
    ///
    /// @param lease the token to ask its host with, or null
    /// @param api the token for the REST API, which knows what it must be; or null
    /// @param audience for whom it is
    Found get(Ask ask, @Nullable Lease lease, @Nullable Lease api, Audience audience)
            throws IOException {
        Optional<Found> fresh = fresh(ask, lease, audience);
        if (fresh.isPresent()) {
            return fresh.get();
        }
        List<String> keys = keys(ask, lease, audience);
        Optional<Asked.Other> none = missing.find(keys.getFirst());
        if (none.isPresent()) {
            return new Found.Refused(none.get());
        }
        Optional<Kept> kept = find(keys);
        Optional<Assets.Asset> asset = assets.of(ask, api, audience);
        Optional<Digest> expected = asset.flatMap(Assets.Asset::digest);
        if (kept.isPresent() && expected.isPresent() && same(kept.get(), expected.get())) {
            Optional<Found> stored = confirmed(kept.get(), lease);
            if (stored.isPresent()) {
                return stored.get();
            }
        }
        // A digest that differs from what is kept says already that it does not hold.
        @Nullable Kept condition = expected.isPresent() ? null : kept.orElse(null);
        FileSource.Elsewhere elsewhere =
                api == null || asset.isEmpty()
                        ? null
                        : new FileSource.Elsewhere(asset.get().ask(), api);
        var source = new FileSource(asker, ask, lease, elsewhere, condition, expected.isPresent());
        return fetch(ask, lease, keys, source, kept, expected);
    }

    /// The same file at the REST API, when its own host may say 404 to a token that may have it.
    Optional<Ask> elsewhere(Ask ask, @Nullable Lease api, Audience audience) throws IOException {
        return assets.of(ask, api, audience)
                .map(Assets.Asset::ask)
                .filter(other -> !other.equals(ask));
    }

    private Found fetch(
            Ask ask,
            @Nullable Lease lease,
            List<String> keys,
            FileSource source,
            Optional<Kept> kept,
            Optional<Digest> expected)
            throws IOException {
        String key = keys.getFirst();
        var wanted =
                new Wanted(
                        key,
                        expected.orElse(null),
                        sha256 -> {
                            keptAnswers.keep(source.kept(key, sha256, freshness.now()));
                            missing.forget(key);
                        });
        try {
            return switch (contents.fetch(wanted, opened(key, source))) {
                case Fetch.Present(StoredContent content) -> {
                    // Another name's: the same bytes, as the REST API said.
                    Kept now = source.kept(key, expected.orElseThrow(), freshness.now());
                    keptAnswers.keep(now);
                    yield new Found.Stored(content, now, AnswerSource.REVALIDATED);
                }
                case Fetch.Coming(Incoming incoming) -> settled(key, incoming);
            };
        } catch (FileSource.Holds _) {
            Optional<Found> stored =
                    kept.isPresent() ? confirmed(kept.get(), lease) : Optional.empty();
            return stored.orElseGet(
                    () -> new Found.Refused(new Asked.Down(502, "the kept file is gone")));
        } catch (FileSource.NotGiven refusal) {
            return refused(keys, kept, refusal.asked());
        } catch (WrongDigest _) {
            return refused(
                    keys,
                    kept,
                    new Asked.Down(502, ask.host() + " sent another file than GitHub describes"));
        } catch (IOException _) {
            return refused(keys, kept, new Asked.Down(502, ask.host() + ": its answer broke off"));
        }
    }

    /// A small one is given only when it is there and verified, so that a lie or a broken source
    /// can still be answered as an error.
    private Found settled(String key, Incoming incoming) throws IOException {
        Headers headers = coming.get(key, _ -> ResponseHeaders.file(Headers.NONE));
        if (incoming.length() >= 0 && incoming.length() <= SMALL) {
            incoming.await();
            Optional<Kept> kept = keptAnswers.find(key).filter(this::has);
            Optional<Found> stored =
                    kept.isPresent() ? stored(kept.get(), AnswerSource.FETCHED) : Optional.empty();
            if (stored.isPresent()) {
                incoming.close();
                return stored.get();
            }
        }
        return new Found.Arriving(incoming, headers);
    }

    private Source opened(String key, FileSource source) {
        return () -> {
            Source.Opened opened = source.open();
            coming.put(key, ResponseHeaders.file(source.headers()));
            return opened;
        };
    }

    private Found refused(List<String> keys, Optional<Kept> kept, Asked asked) throws IOException {
        boolean passing = asked instanceof Asked.Limited || asked instanceof Asked.Down;
        if (passing && kept.isPresent() && freshness.isServable(kept.get().checked())) {
            Optional<Found> stale = stored(kept.get(), AnswerSource.STALE);
            if (stale.isPresent()) {
                return stale.get();
            }
        }
        if (asked instanceof Asked.Other other && missing.note(keys.getFirst(), other)) {
            keys.forEach(keptAnswers::forget);
        }
        return new Found.Refused(asked);
    }

    private Optional<Found> confirmed(Kept kept, @Nullable Lease lease) throws IOException {
        Instant now = freshness.now();
        @Nullable String tokenId = lease == null ? null : lease.tokenId();
        keptAnswers.checked(kept.key(), now, tokenId);
        return stored(kept.checkedAt(now, tokenId), AnswerSource.REVALIDATED);
    }

    private Optional<Found> stored(Kept kept, AnswerSource source) throws IOException {
        Optional<Digest> digest = digest(kept);
        return digest.isEmpty()
                ? Optional.empty()
                : contents.find(digest.get())
                        .map(content -> new Found.Stored(content, kept, source));
    }

    private boolean has(Kept kept) {
        return digest(kept).filter(contents::has).isPresent();
    }

    /// Kept under its SHA-256, whichever digest GitHub tells.
    private boolean same(Kept kept, Digest expected) {
        return contents.sha256(expected).equals(digest(kept));
    }

    private static Optional<Digest> digest(Kept kept) {
        return Optional.ofNullable(kept.digest()).flatMap(Digest::parse);
    }

    private static List<String> keys(Ask ask, @Nullable Lease lease, Audience audience) {
        return ask.keys(lease == null ? null : lease.tokenId(), audience.stranger());
    }
}
