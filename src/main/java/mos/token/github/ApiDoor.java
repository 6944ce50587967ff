package mos.token.github;

import java.io.IOException;
import java.util.Optional;
import mos.token.access.Caller;
import mos.token.access.Resource;
import mos.token.door.DoorCaller;
import mos.token.door.DoorCallers;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.quota.Quotas;
import mos.token.servicetoken.Lease;
import org.jspecify.annotations.Nullable;

/// The REST API, read-only.
final class ApiDoor {
    private static final Refusals.Shape JSON = Refusals.Shape.JSON;

    private final DoorCallers callers;
    private final GithubToken tokens;
    private final Publicity publicity;
    private final Answers answers;
    private final Streams streams;
    private final Replies replies;
    private final FileReplies fileReplies;
    private final RateLimit rateLimit;
    private final Refusals refusals;
    private final Quotas quotas;

    ApiDoor(
            DoorCallers callers,
            GithubToken tokens,
            Publicity publicity,
            Answers answers,
            Streams streams,
            Replies replies,
            FileReplies fileReplies,
            RateLimit rateLimit,
            Refusals refusals,
            Quotas quotas) {
        this.callers = callers;
        this.tokens = tokens;
        this.publicity = publicity;
        this.answers = answers;
        this.streams = streams;
        this.replies = replies;
        this.fileReplies = fileReplies;
        this.rateLimit = rateLimit;
        this.refusals = refusals;
        this.quotas = quotas;
    }

    /// Answers a request below `prefix`.
    Reply handle(Request request, String prefix) throws IOException {
        ApiPath path;
        Ask ask;
        try {
            path = ApiPath.parse(request.parameter("rest"));
            if (path.graphql()) {
                return graphql();
            }
            if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
                return refusals.method(
                        JSON,
                        "GET, HEAD",
                        "This gateway only reads: use GET or HEAD, and api.github.com itself for"
                                + " everything else.");
            }
            request.rawQuery().ifPresent(ApiQuery::check);
            ask =
                    Ask.api(
                            path,
                            request.rawQuery(),
                            request.headers("Accept"),
                            request.header("X-GitHub-Api-Version"));
        } catch (IllegalArgumentException e) {
            return refusals.of(JSON, 400, String.valueOf(e.getMessage()));
        }
        // Leased once: what was judged public with one token is not asked for with another.
        @Nullable Lease lease = tokens.lease(Ask.API).orElse(null);
        var links =
                new Links(
                        "https://" + Ask.API + "/",
                        request.scheme() + "://" + request.host() + prefix);
        DoorCaller caller = callers.of(request, Resource.GITHUB);
        return switch (caller) {
            case DoorCaller.Unwelcome unwelcome -> refusals.unwelcome(JSON, unwelcome.reason());
            case DoorCaller.Token token -> {
                tokens.asked(token.caller());
                yield token.told(
                        counted(ask, serve(request, path, ask, lease, Audience.KNOWN, links)));
            }
            case DoorCaller.Anonymous(Caller.Anonymous anonymous) -> {
                Optional<Audience> stranger = stranger(path, ask, lease);
                if (stranger.isEmpty()) {
                    yield refusals.notPublic(JSON);
                }
                tokens.asked(anonymous);
                Audience audience = stranger.get();
                yield counted(ask, serve(request, path, ask, lease, audience, links));
            }
        };
    }

    /// GraphQL has no reads that could be told from writes by their method.
    Reply graphql() {
        return refusals.method(
                JSON,
                "",
                "GraphQL does not pass this gateway: use the REST API under /api.github.com/, or"
                        + " api.github.com itself.");
    }

    /// Somebody without an admin token, if that may be read without. What GitHub answers without a
    /// token is public by itself; with one it must be asked.
    private Optional<Audience> stranger(ApiPath path, Ask ask, @Nullable Lease lease)
            throws IOException {
        if (!AnonymousPaths.lists(path)) {
            return Optional.empty();
        }
        if (lease == null) {
            return Optional.of(Audience.ANYBODY);
        }
        Optional<RepositoryRef> repository = path.repository();
        if (repository.isPresent()) {
            return publicity.stranger(repository.get(), lease);
        }
        return path.user() && publicity.isOwnAccount(ask, lease)
                ? Optional.empty()
                : Optional.of(Audience.ANYBODY);
    }

    /// Counts what GitHub would have counted, had it answered the client itself: a 304 is free
    /// there, and our own refusals answer nothing.
    private Reply counted(Ask ask, Reply reply) {
        int status = reply.status();
        if (ask.costs() && status < 500 && status != 304 && status != 429) {
            quotas.asked(ask.host());
        }
        return reply;
    }

    private Reply serve(
            Request request,
            ApiPath path,
            Ask ask,
            @Nullable Lease lease,
            Audience audience,
            Links links)
            throws IOException {
        if (lease == null && !tokens.stored()) {
            return refusals.noToken(JSON);
        }
        if (path.rateLimit()) {
            return rateLimit.reply(ask, lease);
        }
        if (path.file(request.headers("Accept"))) {
            return fileReplies.reply(request, ask, lease, lease, audience, JSON);
        }
        Answer answer = answers.get(ask, lease, audience);
        boolean known = !audience.stranger();
        if (!known && path.isRepository()) {
            Optional<Reply> reply = replies.publicRepository(request, answer);
            if (reply.isPresent()) {
                return reply.get();
            }
        }
        return switch (answer) {
            case Answer.Whole whole ->
                    replies.whole(request, whole, known, links)
                            .orElseGet(() -> refusals.evicted(JSON));
            case Answer.Relayed relayed -> replies.relayed(relayed, known, links);
            case Answer.Large _ -> streams.large(request, ask, lease, JSON);
            case Answer.Limited limited -> refusals.limited(JSON, limited.until());
            case Answer.Down down -> refusals.down(JSON, down.status(), down.detail());
            case Answer.NeedsToken _ -> refusals.needsToken(JSON);
        };
    }
}
