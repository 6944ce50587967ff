package mos.token.github;

import java.io.IOException;
import java.util.Optional;
import mos.token.content.Digest;
import mos.token.door.AnswerSource;
import mos.token.door.DoorCounts;
import mos.token.door.EntityTags;
import mos.token.door.Freshness;
import mos.token.door.Kept;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.net.Headers;

/// Writes kept answers for clients: with our own ETag, our address in links, and without what is
/// about the owner's account when the caller has no admin token.
final class Replies {
    /// RFC 7234 §5.5.7: 299 stays with the answer on its way.
    static final String STALE = "299 mos-token \"Not asked again: this is the kept answer\"";

    private final Bodies bodies;
    private final Freshness freshness;
    private final DoorCounts counts;

    Replies(Bodies bodies, Freshness freshness, DoorCounts counts) {
        this.bodies = bodies;
        this.freshness = freshness;
        this.counts = counts;
    }

    /// Our own: GitHub's is a hash over the owner's token.
    static String etag(Kept kept) {
        String digest = String.valueOf(kept.digest());
        return "\"" + digest.substring(digest.indexOf(':') + 1) + "\"";
    }

    /// A kept answer; empty when its body was evicted meanwhile.
    ///
    /// @param known whether the caller holds an admin token
    /// @param links whose links are rewritten, and to what
    Optional<Reply> whole(Request request, Answer.Whole whole, boolean known, Links links)
            throws IOException {
        String etag = etag(whole.kept());
        Headers headers = headers(whole, etag, given(whole.kept().headers(), known, links));
        // GitHub's own ETags, which a client may still have from before, never match.
        if (EntityTags.match(request.headers("If-None-Match"), etag)) {
            return Optional.of(unchanged(whole, headers));
        }
        return bodies.send(whole.kept())
                .map(body -> counts.given(whole.source(), new Reply(200, headers, body)));
    }

    /// The description of a public repository for callers without an admin token; empty when the
    /// answer holds none.
    Optional<Reply> publicRepository(Request request, Answer answer) throws IOException {
        return switch (answer) {
            case Answer.Whole whole ->
                    Optional.of(publicRepository(request, whole, bodies.of(whole.kept())));
            case Answer.Relayed relayed when relayed.status() == 200 -> {
                byte[] body = PublicRepository.of(relayed.body());
                yield Optional.of(
                        relayed(
                                new Answer.Relayed(200, relayed.headers(), body),
                                false,
                                Links.NONE));
            }
            case Answer.Relayed _,
                    Answer.Limited _,
                    Answer.Down _,
                    Answer.NeedsToken _,
                    Answer.Large _ ->
                    Optional.empty();
        };
    }

    private Reply publicRepository(Request request, Answer.Whole whole, Optional<byte[]> kept) {
        byte[] body = PublicRepository.of(kept.orElse(new byte[0]));
        String etag = "\"" + Digest.of(body).hex() + "\"";
        Headers headers = headers(whole, etag, given(whole.kept().headers(), false, Links.NONE));
        return EntityTags.match(request.headers("If-None-Match"), etag)
                ? unchanged(whole, headers)
                : counts.given(whole.source(), new Reply(200, headers, new Reply.Body.Bytes(body)));
    }

    private Reply unchanged(Answer.Whole whole, Headers headers) {
        return counts.given(
                whole.source(),
                new Reply(304, headers.without("Content-Type"), new Reply.Body.Empty()));
    }

    private Headers headers(Answer.Whole whole, String etag, Headers given) {
        Headers headers =
                given.and("ETag", etag)
                        .and("Cache-Control", "private, no-cache")
                        .and("Vary", "Accept, Authorization, X-GitHub-Api-Version")
                        .and("Age", Long.toString(freshness.age(whole.kept().checked())));
        return whole.stale() ? headers.and("Warning", STALE) : headers;
    }

    /// GitHub's own refusal, or what could not be kept.
    Reply relayed(Answer.Relayed relayed, boolean known, Links links) {
        return counts.given(
                AnswerSource.FETCHED,
                new Reply(
                        relayed.status(),
                        given(relayed.headers(), known, links)
                                .and("Cache-Control", "private, no-cache"),
                        new Reply.Body.Bytes(relayed.body())));
    }

    private static Headers given(Headers kept, boolean known, Links links) {
        Headers headers = known ? kept : ResponseHeaders.withoutAccount(kept);
        Optional<String> link = kept.first("Link").flatMap(links::rewrite);
        headers = headers.without("Link");
        return link.isPresent() ? headers.and("Link", link.get()) : headers;
    }
}
