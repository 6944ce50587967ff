package mos.token.github;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import mos.token.access.Caller;
import mos.token.access.Resource;
import mos.token.content.Incoming;
import mos.token.content.StoredContent;
import mos.token.door.AnswerSource;
import mos.token.door.Coming;
import mos.token.door.DoorCaller;
import mos.token.door.DoorCallers;
import mos.token.door.DoorCounts;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.net.Headers;

/// git's smart protocol, reading only (gitprotocol-http). What many clients ask alike is asked of
/// the host once.
final class GitDoor {
    private static final Refusals.Shape TEXT = Refusals.Shape.TEXT;

    /// The versions of the protocol that hosts know (gitprotocol-v2). It is part of the key of kept
    /// answers, so free text would make as many of them as a client likes.
    private static final Pattern PROTOCOL = Pattern.compile("version=[12]");

    private final DoorCallers callers;
    private final GitAsker asker;
    private final GitAnswers answers;
    private final GitPacks packs;
    private final Bodies bodies;
    private final DoorCounts counts;
    private final GitBodies requests;
    private final MirrorDoor mirrors;

    GitDoor(
            DoorCallers callers,
            GitAsker asker,
            GitAnswers answers,
            GitPacks packs,
            Bodies bodies,
            DoorCounts counts,
            GitBodies requests,
            MirrorDoor mirrors) {
        this.callers = callers;
        this.asker = asker;
        this.answers = answers;
        this.packs = packs;
        this.bodies = bodies;
        this.counts = counts;
        this.requests = requests;
        this.mirrors = mirrors;
    }

    /// Answers a request of git to a host.
    Reply handle(Request request, GitHost host, GithubPath.Git git) throws IOException {
        Refusals refusals = host.refusals();
        boolean refs = git.service().equals(GithubPath.INFO_REFS);
        Optional<Reply> refused =
                refs ? refusedRefs(request, refusals) : refusedPack(request, refusals);
        if (refused.isPresent()) {
            return refused.get();
        }
        return switch (callers.of(request, Resource.GITHUB)) {
            case DoorCaller.Unwelcome unwelcome -> refusals.unwelcome(TEXT, unwelcome.reason());
            case DoorCaller.Token token -> {
                host.tokens().asked(token.caller());
                yield token.told(pass(request, host, git.repository(), refs));
            }
            case DoorCaller.Anonymous(Caller.Anonymous anonymous) -> {
                if (!host.look().isPublic(git.repository())) {
                    yield refusals.notPublic(TEXT);
                }
                host.tokens().asked(anonymous);
                yield pass(request, host.forStranger(), git.repository(), refs);
            }
        };
    }

    private static Optional<Reply> refusedRefs(Request request, Refusals refusals) {
        Optional<String> why = GithubPath.refusedQuery(request.rawQuery());
        if (why.isPresent()) {
            return Optional.of(refusals.of(TEXT, 403, why.get()));
        }
        return request.method().equals("GET")
                ? Optional.empty()
                : Optional.of(refusals.method(TEXT, "GET", "git asks info/refs with GET."));
    }

    private static Optional<Reply> refusedPack(Request request, Refusals refusals) {
        if (!request.method().equals("POST")) {
            return Optional.of(
                    refusals.method(TEXT, "POST", "git asks git-upload-pack with POST."));
        }
        if (!request.header("Content-Type").orElse("").equals(GitCall.Pack.REQUEST)
                || encoding(request).isEmpty()) {
            return Optional.of(
                    refusals.of(
                            TEXT,
                            415,
                            "git-upload-pack takes "
                                    + GitCall.Pack.REQUEST
                                    + ", plain or gzip-encoded."));
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

    private Reply pass(Request request, GitHost host, RepositoryRef.Named repository, boolean refs)
            throws IOException {
        String protocol =
                request.header("Git-Protocol")
                        .filter(p -> PROTOCOL.matcher(p).matches())
                        .orElse("");
        if (refs) {
            GitCall call = GitCall.Refs.of(protocol);
            Optional<Reply> mirrored =
                    mirrors.reply(host, repository, protocol, call.answer(), null);
            return mirrored.isPresent()
                    ? mirrored.get()
                    : shared(host, repository, call, "refs " + protocol);
        }
        String encoding = encoding(request).orElse("");
        GitBody body;
        try {
            body = requests.read(request.bodyStream(), !encoding.isEmpty());
        } catch (GitBodies.TooSlow _) {
            return host.refusals()
                    .of(TEXT, 408, "A request of git over 16 KiB must come within 30 s.")
                    .with("Connection", "close");
        }
        boolean answered = false;
        try {
            Reply reply = pack(host, repository, protocol, encoding, body);
            answered = true;
            return body.until(reply);
        } finally {
            if (!answered) {
                body.close();
            }
        }
    }

    private Reply pack(
            GitHost host,
            RepositoryRef.Named repository,
            String protocol,
            String encoding,
            GitBody body)
            throws IOException {
        var call = GitCall.Pack.of(protocol, encoding, body);
        // Of older versions git's probe alone is known, which names none.
        GitRequest asked =
                protocol.equals(GitCall.NEWEST) || body.isFlush()
                        ? body.plain().map(GitRequest::parse).orElseGet(GitRequest.Other::new)
                        : new GitRequest.Other();
        if (asked instanceof GitRequest.Probe) {
            // Who asks is let in: that is all it wants to know.
            return new Reply(200, given(call.answer()), new Reply.Body.Bytes(new byte[0]));
        }
        Optional<Reply> mirrored = mirrors.reply(host, repository, protocol, call.answer(), body);
        if (mirrored.isPresent()) {
            return mirrored.get();
        }
        return switch (asked) {
            case GitRequest.LsRefs lsRefs ->
                    shared(host, repository, call, "ls-refs " + lsRefs.digest());
            case GitRequest.Fetch fetch -> fetched(host, repository, call, fetch);
            case GitRequest.Probe _, GitRequest.Other _ -> passed(host, repository, call);
        };
    }

    private static Headers given(String type) {
        return Headers.of("Content-Type", type, "Cache-Control", "no-cache");
    }

    /// What a repository has: one question for all clients.
    private Reply shared(GitHost host, RepositoryRef.Named repository, GitCall call, String what)
            throws IOException {
        Answer answer = answers.get(host, repository, call, what);
        Optional<Reply> refused = GitRefusals.of(TEXT, host, answer);
        if (refused.isPresent()) {
            return refused.get();
        }
        if (answer instanceof Answer.Relayed relayed) {
            return counts.given(
                    AnswerSource.FETCHED,
                    new Reply(200, given(call.answer()), new Reply.Body.Bytes(relayed.body())));
        }
        if (answer instanceof Answer.Whole whole) {
            Optional<Reply.Body> body = bodies.send(whole.kept());
            if (body.isPresent()) {
                return counts.given(
                        whole.source(), new Reply(200, given(call.answer()), body.get()));
            }
        }
        return passed(host, repository, call);
    }

    /// A pack that is kept is given out only while the host still shows the repository, or did so
    /// within `gateway.max-stale` when it cannot be asked.
    private Reply fetched(
            GitHost host, RepositoryRef.Named repository, GitCall.Pack call, GitRequest.Fetch fetch)
            throws IOException {
        Optional<Reply> refused = GitRefusals.of(TEXT, host, answers.look(host, repository));
        if (refused.isPresent()) {
            return refused.get();
        }
        Headers headers = given(call.answer());
        return switch (packs.get(host, repository, call, fetch)) {
            case GitPacks.Pack.Stored(StoredContent content) ->
                    counts.given(
                            AnswerSource.KEPT,
                            new Reply(
                                    200,
                                    headers,
                                    new Reply.Body.FileRange(
                                            content.file(), 0, content.size(), content::close)));
            case GitPacks.Pack.Arriving(Incoming incoming) ->
                    counts.given(
                            AnswerSource.FETCHED,
                            new Reply(200, headers, Coming.body(incoming, 0, -1)));
            case GitPacks.Pack.Refused(Asked asked) -> GitRefusals.of(TEXT, host, asked);
        };
    }

    private Reply passed(GitHost host, RepositoryRef.Named repository, GitCall call) {
        Asked asked = asker.ask(host, repository, call);
        return asked instanceof Asked.Got got
                ? counts.given(
                        AnswerSource.FETCHED,
                        Streams.piped(got.answer(), given(call.answer()), false))
                : GitRefusals.of(TEXT, host, asked);
    }
}
