package mos.token.github;

import java.io.IOException;
import java.util.Optional;
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
    private final Bodies bodies;
    private final Freshness freshness;
    private final DoorCounts counts;

    Replies(Bodies bodies, Freshness freshness, DoorCounts counts) {
        this.bodies = bodies;
        this.freshness = freshness;
        this.counts = counts;
    }

    /// A kept answer; empty when its body was evicted meanwhile.
    ///
    /// @param known whether the caller holds an admin token
    /// @param linkBase where the client reaches the REST API here, with a slash at the end
    Optional<Reply> whole(Request request, Answer.Whole whole, boolean known, String linkBase)
            throws IOException {
        Kept kept = whole.kept();
        String digest = String.valueOf(kept.digest());
        String etag = "\"" + digest.substring(digest.indexOf(':') + 1) + "\"";
        Headers headers =
                given(kept.headers(), known, linkBase)
                        .and("ETag", etag)
                        .and("Cache-Control", "private, no-cache")
                        .and("Vary", "Accept, Authorization, X-GitHub-Api-Version")
                        .and("Age", Long.toString(freshness.age(kept.checked())));
        if (whole.stale()) {
            // RFC 7234 §5.5.7: 299 stays with the answer on its way.
            headers =
                    headers.and(
                            "Warning",
                            "299 mos-token \"GitHub was not asked: this is the kept answer\"");
        }
        // GitHub's own ETags, which a client may still have from before, never match.
        if (EntityTags.match(request.headers("If-None-Match"), etag)) {
            Reply unchanged =
                    new Reply(304, headers.without("Content-Type"), new Reply.Body.Empty());
            return Optional.of(counts.given(whole.source(), unchanged));
        }
        Headers all = headers;
        return bodies.send(kept)
                .map(body -> counts.given(whole.source(), new Reply(200, all, body)));
    }

    /// GitHub's own refusal, or what could not be kept.
    Reply relayed(Answer.Relayed relayed, boolean known, String linkBase) {
        return counts.given(
                AnswerSource.FETCHED,
                new Reply(
                        relayed.status(),
                        given(relayed.headers(), known, linkBase)
                                .and("Cache-Control", "private, no-cache"),
                        new Reply.Body.Bytes(relayed.body())));
    }

    private static Headers given(Headers kept, boolean known, String linkBase) {
        Headers headers = known ? kept : ResponseHeaders.withoutAccount(kept);
        Optional<String> link =
                kept.first("Link").flatMap(value -> LinkHeader.rewrite(value, linkBase));
        headers = headers.without("Link");
        return link.isPresent() ? headers.and("Link", link.get()) : headers;
    }
}
