package mos.token.github;

import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import mos.token.content.Digest;
import mos.token.door.AnswerSource;
import mos.token.door.Flights;
import mos.token.door.Freshness;
import mos.token.door.Kept;
import mos.token.door.KeptAnswers;
import mos.token.net.Headers;
import mos.token.servicetoken.Lease;
import mos.token.upstream.UpstreamAnswer;
import org.jspecify.annotations.Nullable;

/// The short answers of git, which tell what a repository has: asked once per window whatever the
/// number of clients, and served on while the host is away.
final class GitAnswers implements AutoCloseable {
    /// The largest answer that is kept; larger ones are streamed. It is held in memory while it
    /// comes; 2 MiB are some 30,000 branches and tags.
    private static final int LARGEST = 2 * 1024 * 1024;

    private final GitAsker asker;
    private final KeptAnswers keptAnswers;
    private final Bodies bodies;
    private final Freshness freshness;
    private final Flights<String, Answer> flights = new Flights<>();

    GitAnswers(GitAsker asker, KeptAnswers keptAnswers, Bodies bodies, Freshness freshness) {
        this.asker = asker;
        this.keptAnswers = keptAnswers;
        this.bodies = bodies;
        this.freshness = freshness;
    }

    /// Answers from what is kept, or asks.
    ///
    /// @param call to be sent when nothing is kept; repeatable
    /// @param what names the call: all that makes the host answer differently
    Answer get(GitHost host, RepositoryRef.Named repository, GitCall call, String what)
            throws IOException {
        List<String> keys = keys(host, repository, what);
        Optional<Kept> kept = find(keys);
        if (kept.isPresent() && fresh(kept.get())) {
            return new Answer.Whole(kept.get(), AnswerSource.KEPT);
        }
        return flights.join(keys.getFirst(), () -> fetch(host, repository, call, keys));
    }

    /// Whether the host shows a repository, which it is asked once per window.
    Answer look(GitHost host, RepositoryRef.Named repository) throws IOException {
        return get(host, repository, GitCall.Refs.of(GitCall.NEWEST), "refs " + GitCall.NEWEST);
    }

    /// The keys under which something of git may be kept for a caller; his own, for what is fetched
    /// now, is the first. What one token was shown is never given out for another.
    static List<String> keys(GitHost host, RepositoryRef.Named repository, String what) {
        return keys(host, repository, what, host.lease().map(Lease::tokenId).orElse(null));
    }

    /// The same for a token by its id, or null for none. What was fetched for strangers is for
    /// callers with an admin token too; never the other way round, for a name that is public now
    /// may have been that of a private repository.
    static List<String> keys(
            GitHost host, RepositoryRef.Named repository, String what, @Nullable String tokenId) {
        String key = "git %s/%s | %s | ".formatted(host.name(), repository.key(), what);
        if (tokenId == null) {
            return List.of(key + "anonymous");
        }
        String strangers = key + tokenId + " for strangers";
        return host.stranger() ? List.of(strangers) : List.of(key + tokenId, strangers);
    }

    /// The newest of what is kept.
    private Optional<Kept> find(List<String> keys) {
        return keys.stream()
                .flatMap(key -> keptAnswers.find(key).stream())
                .filter(bodies::has)
                .max(Comparator.comparing(Kept::checked));
    }

    private boolean fresh(Kept kept) {
        return freshness.isFresh(kept.checked());
    }

    private Answer fetch(
            GitHost host, RepositoryRef.Named repository, GitCall call, List<String> keys)
            throws IOException {
        Optional<Kept> kept = find(keys);
        if (kept.isPresent() && fresh(kept.get())) {
            return new Answer.Whole(kept.get(), AnswerSource.KEPT);
        }
        return switch (asker.ask(host, repository, call)) {
            case Asked.Got(UpstreamAnswer.Answered answer) ->
                    keep(host, keys.getFirst(), answer, kept);
            case Asked.Limited limited -> stale(kept, new Answer.Limited(limited.until()));
            case Asked.Down down -> stale(kept, new Answer.Down(down.status(), down.detail()));
            case Asked.Unauthorized _ -> gone(keys, 401);
            case Asked.Other other -> gone(keys, other.status());
            case Asked.Unchanged _ -> new Answer.Down(502, host.name() + " answered 304 unasked");
        };
    }

    /// It is there no more, or not for us: what was kept of it must not be told on.
    private Answer gone(List<String> keys, int status) {
        keys.forEach(keptAnswers::forget);
        return new Answer.Relayed(status, Headers.NONE, new byte[0]);
    }

    private Answer keep(
            GitHost host, String key, UpstreamAnswer.Answered answer, Optional<Kept> before) {
        byte[] body;
        try (answer) {
            body = answer.body().readNBytes(LARGEST + 1);
        } catch (IOException _) {
            return stale(before, new Answer.Down(502, host.name() + ": its answer broke off"));
        }
        if (body.length > LARGEST) {
            return new Answer.Large();
        }
        Headers headers =
                Headers.of("Content-Type", answer.headers().first("Content-Type").orElse(""));
        Optional<Digest> digest = GitEnd.isWhole(body) ? bodies.keep(body) : Optional.empty();
        if (digest.isEmpty()) {
            return new Answer.Relayed(200, headers, body);
        }
        Instant now = freshness.now();
        Kept kept =
                new Kept(
                        key,
                        200,
                        headers,
                        null,
                        digest.get().toString(),
                        now,
                        now,
                        host.lease().map(Lease::tokenId).orElse(null));
        keptAnswers.keep(kept);
        return new Answer.Whole(kept, AnswerSource.FETCHED);
    }

    private Answer stale(Optional<Kept> kept, Answer otherwise) {
        return kept.filter(k -> freshness.isServable(k.checked()))
                .<Answer>map(k -> new Answer.Whole(k, AnswerSource.STALE))
                .orElse(otherwise);
    }

    /// Ends what is under way.
    @Override
    public void close() {
        flights.close();
    }
}
