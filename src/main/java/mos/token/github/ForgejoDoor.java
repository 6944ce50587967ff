package mos.token.github;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import mos.token.access.Caller;
import mos.token.access.Resource;
import mos.token.door.DoorCaller;
import mos.token.door.DoorCallers;
import mos.token.door.Visibility;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.json.Json;
import mos.token.servicetoken.Lease;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Codeberg, and the Gitea or Forgejo whose host was entered with its token: their API and files,
/// read-only. Callers without an admin token are answered as anybody would be: without the owner's.
final class ForgejoDoor {
    private static final Refusals.Shape JSON = Refusals.Shape.JSON;
    private static final Refusals.Shape TEXT = Refusals.Shape.TEXT;

    /// One service with a token of its own.
    record Forge(GithubToken tokens, Refusals refusals, FileReplies files, Streams streams) {}

    private final DoorCallers callers;
    private final List<Forge> forges;
    private final Answers answers;
    private final Bodies bodies;
    private final Replies replies;
    private final Visibility visibility;
    private final GitDoor git;
    private final LfsDoor lfs;
    private final Refusals unknown;

    /// @param unknown refuses what is for no host of ours
    ForgejoDoor(
            DoorCallers callers,
            List<Forge> forges,
            Answers answers,
            Bodies bodies,
            Replies replies,
            Visibility visibility,
            GitDoor git,
            LfsDoor lfs,
            Refusals unknown) {
        this.callers = callers;
        this.forges = forges;
        this.answers = answers;
        this.bodies = bodies;
        this.replies = replies;
        this.visibility = visibility;
        this.git = git;
        this.lfs = lfs;
        this.unknown = unknown;
    }

    /// Answers a request below `/HOST/`.
    Reply handle(Request request) throws IOException {
        // As written: a name that is spelt in another way is another name.
        String host = request.rawPath().split("/", 3)[1];
        Optional<Forge> forge = forges.stream().filter(f -> f.tokens().serves(host)).findFirst();
        if (forge.isEmpty()) {
            return unknown.of(
                    TEXT,
                    404,
                    "This gateway serves GitHub, Codeberg, and the Gitea or Forgejo that a token"
                            + " was stored for; not this host.");
        }
        ForgejoPath path;
        try {
            path = ForgejoPath.parse(request.parameter("rest"));
            request.rawQuery().ifPresent(ApiQuery::check);
        } catch (IllegalArgumentException e) {
            return unknown.of(TEXT, 400, String.valueOf(e.getMessage()));
        }
        return switch (path) {
            case ForgejoPath.Api api -> api(request, host, api, forge.get());
            case ForgejoPath.File file -> file(request, host, file, forge.get());
            case ForgejoPath.Git(GithubPath of) -> git(request, host, of, forge.get());
            case ForgejoPath.Nothing _ ->
                    unknown.of(
                            TEXT,
                            404,
                            "Of this host the API (api/v1/…), git, raw, release and archive files"
                                    + " are served; no web pages.");
        };
    }

    private Reply git(Request request, String host, GithubPath path, Forge forge)
            throws IOException {
        return switch (path) {
            case GithubPath.Git of -> git.handle(request, gitHost(host, forge), of);
            case GithubPath.Lfs of -> lfs.handle(request, gitHost(host, forge), of);
            case GithubPath.Refused refused -> forge.refusals().of(TEXT, 403, refused.why());
            case GithubPath.File _, GithubPath.Nothing _ ->
                    throw new IllegalArgumentException("not about git");
        };
    }

    private GitHost gitHost(String host, Forge forge) {
        return new GitHost(
                host,
                forge.tokens(),
                forge.refusals(),
                repository -> isPublic(host, repository),
                // With a good token it says 404 to what it hides.
                forge.tokens()::refused,
                true,
                false,
                false);
    }

    private Reply api(Request request, String host, ForgejoPath.Api api, Forge forge)
            throws IOException {
        if (!reads(request)) {
            return forge.refusals().method(JSON, "GET, HEAD", "This gateway only reads.");
        }
        Ask ask;
        try {
            ask = Ask.forgejo(host, api.path(), request.rawQuery(), request.headers("Accept"));
        } catch (IllegalArgumentException e) {
            return forge.refusals().of(JSON, 400, String.valueOf(e.getMessage()));
        }
        return switch (callers.of(request, Resource.GITHUB)) {
            case DoorCaller.Unwelcome unwelcome ->
                    forge.refusals().unwelcome(JSON, unwelcome.reason());
            case DoorCaller.Token token -> {
                forge.tokens().asked(token.caller());
                @Nullable Lease lease = forge.tokens().lease(host).orElse(null);
                yield token.told(answer(request, api, ask, lease, forge));
            }
            case DoorCaller.Anonymous(Caller.Anonymous anonymous) -> {
                boolean shown =
                        api.listed()
                                && (api.path().repo() == null || isPublic(host, api.path().repo()));
                if (!shown) {
                    yield forge.refusals().notPublic(JSON);
                }
                forge.tokens().asked(anonymous);
                yield answer(request, api, ask, null, forge);
            }
        };
    }

    private Reply answer(
            Request request, ForgejoPath.Api api, Ask ask, @Nullable Lease lease, Forge forge)
            throws IOException {
        if (api.file()) {
            Audience audience = lease == null ? Audience.ANYBODY : Audience.KNOWN;
            return forge.files().reply(request, ask, lease, null, audience, JSON);
        }
        String base = request.scheme() + "://" + request.host() + "/" + ask.host() + Ask.FORGEJO;
        var links = new Links("https://" + ask.host() + Ask.FORGEJO, base);
        Refusals refusals = forge.refusals();
        return switch (answers.get(ask, lease)) {
            case Answer.Whole whole ->
                    replies.whole(request, whole, true, links)
                            .orElseGet(() -> refusals.evicted(JSON));
            case Answer.Relayed relayed -> replies.relayed(relayed, true, links);
            case Answer.Large _ -> forge.streams().large(request, ask, lease, JSON);
            case Answer.Limited limited -> refusals.limited(JSON, limited.until());
            case Answer.Down down -> refusals.down(JSON, down.status(), down.detail());
            case Answer.NeedsToken _ -> refusals.needsToken(JSON);
        };
    }

    private Reply file(Request request, String host, ForgejoPath.File file, Forge forge)
            throws IOException {
        if (!reads(request)) {
            return forge.refusals().method(TEXT, "GET, HEAD", "This gateway only reads.");
        }
        Ask ask = Ask.file(new FilePath(host, file.repository(), file.path(), file.immutable()));
        return switch (callers.of(request, Resource.GITHUB)) {
            case DoorCaller.Unwelcome unwelcome ->
                    forge.refusals().unwelcome(TEXT, unwelcome.reason());
            case DoorCaller.Token token -> {
                forge.tokens().asked(token.caller());
                @Nullable Lease lease = forge.tokens().lease(host).orElse(null);
                yield token.told(
                        forge.files().reply(request, ask, lease, null, Audience.KNOWN, TEXT));
            }
            case DoorCaller.Anonymous(Caller.Anonymous anonymous) -> {
                if (!isPublic(host, file.repository())) {
                    yield forge.refusals().notPublic(TEXT);
                }
                forge.tokens().asked(anonymous);
                yield forge.files().reply(request, ask, null, null, Audience.ANYBODY, TEXT);
            }
        };
    }

    private static boolean reads(Request request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    /// Whether a host shows a repository to everybody.
    boolean isPublic(String host, RepositoryRef repository) throws IOException {
        return visibility.isPublic(host, repository.key(), () -> look(host, repository));
    }

    private Visibility.Answer look(String host, RepositoryRef repository) throws IOException {
        Ask ask = Ask.forgejo(host, ApiPath.of(repository), Optional.empty(), List.of());
        return switch (answers.get(ask, null)) {
            case Answer.Whole whole when !whole.stale() ->
                    bodies.of(whole.kept())
                            .map(ForgejoDoor::judged)
                            .orElse(Visibility.Answer.NO_ANSWER);
            case Answer.Relayed relayed ->
                    switch (relayed.status()) {
                        case 200 -> judged(relayed.body());
                        case 401, 403, 404, 451 -> Visibility.Answer.PRIVATE;
                        default -> Visibility.Answer.NO_ANSWER;
                    };
            // A server that shows nothing without a log-in.
            case Answer.NeedsToken _ -> Visibility.Answer.PRIVATE;
            case Answer.Whole _, Answer.Limited _, Answer.Down _, Answer.Large _ ->
                    Visibility.Answer.NO_ANSWER;
        };
    }

    private static Visibility.Answer judged(byte[] body) {
        try {
            JsonNode isPrivate = Json.read(body).path("private");
            return isPrivate.isBoolean() && !isPrivate.booleanValue()
                    ? Visibility.Answer.PUBLIC
                    : Visibility.Answer.PRIVATE;
        } catch (Json.Malformed _) {
            return Visibility.Answer.NO_ANSWER;
        }
    }
}
