package mos.token.github;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import mos.token.access.Caller;
import mos.token.access.Resource;
import mos.token.door.AnswerSource;
import mos.token.door.DoorCaller;
import mos.token.door.DoorCallers;
import mos.token.door.DoorCounts;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.net.Headers;
import mos.token.upstream.Redirects;
import mos.token.upstream.UpstreamAnswer;

/// What is below `/github.com/`: git's smart protocol, reading only, and files (gitprotocol-http).
final class GitDoor {
    /// A renamed repository leads to its new name.
    static final Redirects REDIRECTS = new Redirects(Set.of(FilePath.GITHUB), Set.of());

    private static final Refusals.Shape TEXT = Refusals.Shape.TEXT;
    private static final String ADVERTISEMENT = "application/x-git-upload-pack-advertisement";
    private static final String REQUEST = "application/x-git-upload-pack-request";

    /// The version of the protocol, with room for what newer clients add (gitprotocol-v2).
    private static final Pattern PROTOCOL = Pattern.compile("[A-Za-z0-9=:._-]{1,64}");

    private final DoorCallers callers;
    private final GithubToken tokens;
    private final Publicity publicity;
    private final FileDoor files;
    private final GitAsker asker;
    private final Refusals refusals;
    private final DoorCounts counts;

    GitDoor(
            DoorCallers callers,
            GithubToken tokens,
            Publicity publicity,
            FileDoor files,
            GitAsker asker,
            Refusals refusals,
            DoorCounts counts) {
        this.callers = callers;
        this.tokens = tokens;
        this.publicity = publicity;
        this.files = files;
        this.asker = asker;
        this.refusals = refusals;
        this.counts = counts;
    }

    /// Answers a request below `/github.com/`.
    Reply handle(Request request) throws IOException {
        GithubPath path;
        try {
            path = GithubPath.parse(request.parameter("rest"));
        } catch (IllegalArgumentException e) {
            return refusals.of(TEXT, 400, String.valueOf(e.getMessage()));
        }
        return switch (path) {
            case GithubPath.Git git -> git(request, git);
            case GithubPath.File file -> files.handle(request, FilePath.of(file));
            case GithubPath.Refused refused -> refusals.of(TEXT, 403, refused.why());
            case GithubPath.Nothing _ ->
                    refusals.of(
                            TEXT,
                            404,
                            "Of github.com this gateway serves git (OWNER/REPO.git), release files"
                                    + " and archives; no web pages.");
        };
    }

    private Reply git(Request request, GithubPath.Git git) throws IOException {
        boolean refs = git.service().equals(GithubPath.INFO_REFS);
        Optional<Reply> refused = refs ? refusedRefs(request) : refusedPack(request);
        if (refused.isPresent()) {
            return refused.get();
        }
        return switch (callers.of(request, Resource.GITHUB)) {
            case DoorCaller.Unwelcome unwelcome -> refusals.unwelcome(TEXT, unwelcome.reason());
            case DoorCaller.Token token -> {
                tokens.asked(token.caller());
                yield token.told(pass(request, git.repository(), refs));
            }
            case DoorCaller.Anonymous(Caller.Anonymous anonymous) -> {
                if (!publicity.isPublic(git.repository(), tokens.lease(Ask.API).orElse(null))) {
                    yield refusals.notPublic(TEXT);
                }
                tokens.asked(anonymous);
                yield pass(request, git.repository(), refs);
            }
        };
    }

    private Optional<Reply> refusedRefs(Request request) {
        Optional<String> why = GithubPath.refusedQuery(request.rawQuery());
        if (why.isPresent()) {
            return Optional.of(refusals.of(TEXT, 403, why.get()));
        }
        return request.method().equals("GET")
                ? Optional.empty()
                : Optional.of(refusals.method(TEXT, "GET", "git asks info/refs with GET."));
    }

    private Optional<Reply> refusedPack(Request request) {
        if (!request.method().equals("POST")) {
            return Optional.of(
                    refusals.method(TEXT, "POST", "git asks git-upload-pack with POST."));
        }
        if (!request.header("Content-Type").orElse("").equals(REQUEST)
                || encoding(request).isEmpty()) {
            return Optional.of(
                    refusals.of(
                            TEXT,
                            415,
                            "git-upload-pack takes " + REQUEST + ", plain or gzip-encoded."));
        }
        return Optional.empty();
    }

    /// How the body is encoded, in today's word for it; empty text for plain, empty when we do not
    /// know the encoding. It is passed on as it is.
    private static Optional<String> encoding(Request request) {
        return switch (request.header("Content-Encoding").orElse("")) {
            case "", "identity" -> Optional.of("");
            case "gzip", "x-gzip" -> Optional.of("gzip");
            default -> Optional.empty();
        };
    }

    private Reply pass(Request request, RepositoryRef.Named repository, boolean refs)
            throws IOException {
        Headers headers =
                request.header("Git-Protocol")
                        .filter(p -> PROTOCOL.matcher(p).matches())
                        .map(p -> Headers.of("Git-Protocol", p))
                        .orElse(Headers.NONE);
        if (refs) {
            return reply(asker.refs(repository, headers));
        }
        headers =
                headers.and("Content-Type", REQUEST)
                        .and("Accept", "application/x-git-upload-pack-result");
        String encoding = encoding(request).orElse("");
        if (!encoding.isEmpty()) {
            headers = headers.and("Content-Encoding", encoding);
        }
        return reply(asker.pack(repository, headers, request.bodyStream()));
    }

    private Reply reply(UpstreamAnswer answer) {
        return switch (answer) {
            case UpstreamAnswer.Refusal refusal ->
                    refusals.down(
                            TEXT,
                            switch (refusal.reason()) {
                                case UNREACHABLE, REDIRECT_REFUSED -> 502;
                                case TIMEOUT -> 504;
                                case BUSY -> 503;
                            },
                            refusal.detail());
            case UpstreamAnswer.Answered answered ->
                    counts.given(AnswerSource.FETCHED, reply(answered));
        };
    }

    private Reply reply(UpstreamAnswer.Answered answer) {
        int status = answer.status();
        String type = answer.headers().first("Content-Type").orElse("");
        if (status == 200 && type.startsWith("application/x-git-upload-pack-")) {
            return Streams.piped(
                    answer, Headers.of("Content-Type", type, "Cache-Control", "no-cache"), false);
        }
        Optional<String> retryAfter = answer.headers().first("Retry-After");
        answer.close();
        return switch (status) {
            // Not 401: the caller's credential is good, and git would only ask for it again.
            case 401, 404, 410, 451 ->
                    refusals.of(
                            TEXT,
                            404,
                            "GitHub shows no such repository to the token that MOS Token holds.");
            case 403 -> refusals.of(TEXT, 403, "GitHub does not let the stored token read this.");
            case 429 -> {
                Reply limited = refusals.of(TEXT, 429, "GitHub's limit for git is reached.");
                yield retryAfter.isPresent()
                        ? limited.with("Retry-After", retryAfter.get())
                        : limited;
            }
            default -> refusals.down(TEXT, 502, "github.com answered " + status);
        };
    }

    /// Whether an answer is what `info/refs` of a repository gives; GitHub's pages are not.
    static boolean isAdvertisement(UpstreamAnswer.Answered answer) {
        return answer.headers().first("Content-Type").orElse("").startsWith(ADVERTISEMENT);
    }
}
