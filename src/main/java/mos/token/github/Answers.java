package mos.token.github;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import mos.token.content.Digest;
import mos.token.door.AnswerSource;
import mos.token.door.Flights;
import mos.token.door.Freshness;
import mos.token.door.Kept;
import mos.token.door.KeptAnswers;
import mos.token.net.Headers;
import mos.token.quota.Quotas;
import mos.token.servicetoken.Lease;
import mos.token.upstream.UpstreamAnswer;
import org.jspecify.annotations.Nullable;

/// GitHub's answers, kept: asked once per freshness window whatever the number of clients, then
/// with the ETag, which costs no quota while nothing changed, and served on while GitHub is away.
final class Answers implements AutoCloseable {
    /// How old the written time of a look becomes at most. A write for each look would wear the
    /// disk; what a crash forgets costs one more look, which is free.
    private static final Duration WRITTEN = Duration.ofHours(6);

    private final Asker asker;
    private final KeptAnswers keptAnswers;
    private final Bodies bodies;
    private final Freshness freshness;
    private final Windows windows;
    private final Missing missing;
    private final Quotas quotas;
    private final Flights<String, Answer> flights = new Flights<>();

    /// The latest looks, newer than their rows: fenced by the keys, which name the token.
    private final Cache<String, Kept> looks = Caffeine.newBuilder().maximumSize(20_000).build();

    Answers(
            Asker asker,
            KeptAnswers keptAnswers,
            Bodies bodies,
            Freshness freshness,
            Windows windows,
            Missing missing,
            Quotas quotas) {
        this.asker = asker;
        this.keptAnswers = keptAnswers;
        this.bodies = bodies;
        this.freshness = freshness;
        this.windows = windows;
        this.missing = missing;
        this.quotas = quotas;
    }

    /// Answers from what is kept, or asks with that token (null: anonymously). What was kept may be
    /// stale when GitHub cannot be asked, or the quota is in reserve.
    Answer get(Ask ask, @Nullable Lease lease) throws IOException {
        return get(ask, lease, Audience.KNOWN);
    }

    /// The same. What is kept, but not for that audience, is asked for anew: with its ETag, which
    /// costs no quota while it is the same.
    Answer get(Ask ask, @Nullable Lease lease, Audience audience) throws IOException {
        @Nullable String tokenId = lease == null ? null : lease.tokenId();
        String key = ask.key(tokenId);
        Kept seen = looks.getIfPresent(key);
        if (seen != null
                && audience.mayHave(seen)
                && windows.believes(ask, seen)
                && bodies.has(seen)) {
            // No look at its row: whoever was lent the token that fetched it may have it.
            return new Answer.Whole(seen, AnswerSource.KEPT);
        }
        Optional<Kept> kept = find(key);
        if (kept.isPresent() && !audience.mayHave(kept.get())) {
            return anew(ask, lease, key, audience);
        }
        Optional<Answer> known = known(ask, key, kept).or(() -> spared(ask, tokenId, kept));
        if (known.isPresent()) {
            return known.get();
        }
        Answer answer = flights.join(key, () -> fetch(ask, lease, key, Audience.KNOWN));
        // Others may have asked before it was public.
        return answer instanceof Answer.Whole whole && !audience.mayHave(whole.kept())
                ? anew(ask, lease, key, audience)
                : answer;
    }

    private Answer anew(Ask ask, @Nullable Lease lease, String key, Audience audience)
            throws IOException {
        return flights.join(
                key + " | public since " + audience.time().from(),
                () -> fetch(ask, lease, key, audience));
    }

    /// The same, but asks however little is left of the quota: what others may see hangs on it.
    Answer verified(Ask ask, Lease lease) throws IOException {
        String key = ask.key(lease.tokenId());
        Optional<Answer> known = known(ask, key, find(key));
        return known.isPresent()
                ? known.get()
                : flights.join(key, () -> fetch(ask, lease, key, Audience.KNOWN));
    }

    private Optional<Answer> spared(Ask ask, @Nullable String tokenId, Optional<Kept> kept) {
        return ask.costs() && quotas.inReserve(ask.host(), ask.quota(), tokenId)
                ? servable(kept)
                : Optional.empty();
    }

    private Optional<Answer> known(Ask ask, String key, Optional<Kept> kept) {
        if (kept.filter(k -> windows.believes(ask, k)).isPresent()) {
            return Optional.of(new Answer.Whole(kept.get(), AnswerSource.KEPT));
        }
        return missing.find(key).map(Answers::relayed);
    }

    private Optional<Kept> find(String key) {
        return keptAnswers.find(key).filter(bodies::has).map(this::newest);
    }

    /// The row says whether the answer may still be read; when it was looked at last may be known
    /// better here. A row that was never checked is of a token that was replaced since.
    private Kept newest(Kept row) {
        Kept seen = looks.getIfPresent(row.key());
        return seen != null
                        && seen.fetched().equals(row.fetched())
                        && !row.checked().equals(Instant.EPOCH)
                ? seen
                : row;
    }

    private Answer fetch(Ask ask, @Nullable Lease lease, String key, Audience audience)
            throws IOException {
        Optional<Kept> kept = find(key);
        Optional<Kept> given = kept.filter(audience::mayHave);
        Optional<Answer> known = known(ask, key, given);
        if (known.isPresent()) {
            return known.get();
        }
        // What comes may have been said at any time from now on. In milliseconds, as in its row.
        Instant now = freshness.now().truncatedTo(ChronoUnit.MILLIS);
        @Nullable String tokenId = lease == null ? null : lease.tokenId();
        Headers condition =
                kept.filter(_ -> ask.conditional())
                        .map(Kept::etag)
                        .map(etag -> Headers.of("If-None-Match", etag))
                        .orElse(Headers.NONE);
        return switch (asker.ask(ask, lease, false, condition)) {
            case Asked.Got got -> keep(ask, key, tokenId, got.answer(), now, given);
            case Asked.Unchanged unchanged ->
                    kept.isPresent()
                            ? again(kept.get(), unchanged.headers(), now, tokenId)
                            : new Answer.Down(502, ask.host() + " answered 304 unasked");
            case Asked.Unauthorized _ -> unauthorized(ask, lease);
            case Asked.Other other -> other(key, other);
            case Asked.Limited limited -> stale(given, new Answer.Limited(limited.until()));
            case Asked.Down down -> stale(given, new Answer.Down(down.status(), down.detail()));
        };
    }

    private Answer keep(
            Ask ask,
            String key,
            @Nullable String tokenId,
            UpstreamAnswer.Answered answer,
            Instant now,
            Optional<Kept> before)
            throws IOException {
        byte[] body;
        try (answer) {
            long length = answer.headers().first("Content-Length").map(Answers::length).orElse(-1L);
            if (!answer.uri().getHost().equals(ask.host()) || length > Bodies.LARGEST) {
                return new Answer.Large();
            }
            body = answer.body().readNBytes(Bodies.LARGEST + 1);
        } catch (IOException _) {
            return stale(before, new Answer.Down(502, ask.host() + ": its answer broke off"));
        }
        if (body.length > Bodies.LARGEST) {
            return new Answer.Large();
        }
        body = DerivedTokens.without(body, answer.headers());
        @Nullable String etag = answer.headers().first("ETag").orElse(null);
        Headers headers = ResponseHeaders.kept(answer.headers());
        missing.forget(key);
        Optional<Digest> digest = bodies.keep(body);
        if (digest.isEmpty()) {
            return new Answer.Relayed(200, headers, body);
        }
        Kept kept = new Kept(key, 200, headers, etag, digest.get().toString(), now, now, tokenId);
        keptAnswers.keep(kept);
        looks.put(key, kept);
        return new Answer.Whole(kept, AnswerSource.FETCHED);
    }

    /// The rate headers of a 304 are newer than the kept ones.
    private Answer again(Kept kept, Headers fresher, Instant now, @Nullable String tokenId) {
        Kept checked =
                new Kept(
                        kept.key(),
                        kept.status(),
                        ResponseHeaders.merged(kept.headers(), fresher),
                        kept.etag(),
                        kept.digest(),
                        kept.fetched(),
                        now,
                        tokenId);
        looks.put(checked.key(), checked);
        keptAnswers.find(kept.key()).filter(this::isOld).ifPresent(_ -> keptAnswers.keep(checked));
        return new Answer.Whole(checked, AnswerSource.REVALIDATED);
    }

    /// A token that GitHub refuses is not tried again until it is edited: repeated bad log-ins lock
    /// the account. What is public is had without it.
    private Answer unauthorized(Ask ask, @Nullable Lease lease) throws IOException {
        if (lease == null) {
            return new Answer.NeedsToken();
        }
        return get(ask, null);
    }

    private Answer other(String key, Asked.Other other) {
        if (missing.note(key, other)) {
            keptAnswers.forget(key);
            looks.invalidate(key);
        }
        return relayed(other);
    }

    private static Answer.Relayed relayed(Asked.Other other) {
        return new Answer.Relayed(
                other.status(), ResponseHeaders.kept(other.headers()), other.body());
    }

    private boolean isOld(Kept row) {
        Duration age = Duration.between(row.checked(), freshness.now());
        return age.compareTo(WRITTEN) >= 0 || age.compareTo(freshness.maxStale().dividedBy(2)) >= 0;
    }

    private Answer stale(Optional<Kept> kept, Answer otherwise) {
        return servable(kept).orElse(otherwise);
    }

    private Optional<Answer> servable(Optional<Kept> kept) {
        return kept.filter(k -> freshness.isServable(k.checked()))
                .map(k -> new Answer.Whole(k, AnswerSource.STALE));
    }

    private static long length(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    /// Ends what is under way.
    @Override
    public void close() {
        flights.close();
    }
}
