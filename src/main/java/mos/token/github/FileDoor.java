package mos.token.github;

import java.io.IOException;
import java.util.Optional;
import mos.token.access.Caller;
import mos.token.access.Resource;
import mos.token.door.DoorCaller;
import mos.token.door.DoorCallers;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.servicetoken.Lease;
import org.jspecify.annotations.Nullable;

/// Raw files, archives and release files. Redirects are followed here: signed addresses are
/// secrets, and a client that follows one leaves the gateway.
final class FileDoor {
    private static final Refusals.Shape TEXT = Refusals.Shape.TEXT;

    private final DoorCallers callers;
    private final GithubToken tokens;
    private final Publicity publicity;
    private final Answers answers;
    private final Streams streams;
    private final Replies replies;
    private final Refusals refusals;

    FileDoor(
            DoorCallers callers,
            GithubToken tokens,
            Publicity publicity,
            Answers answers,
            Streams streams,
            Replies replies,
            Refusals refusals) {
        this.callers = callers;
        this.tokens = tokens;
        this.publicity = publicity;
        this.answers = answers;
        this.streams = streams;
        this.replies = replies;
        this.refusals = refusals;
    }

    /// Reads the path of a file host.
    @FunctionalInterface
    interface PathReader {
        /// Throws `IllegalArgumentException` with a sentence for the client.
        FilePath parse(String tail);
    }

    /// Answers a request for a file on a file host.
    Reply handle(Request request, PathReader reader) throws IOException {
        FilePath file;
        try {
            file = reader.parse(request.parameter("rest"));
        } catch (IllegalArgumentException e) {
            return refusals.of(TEXT, 400, String.valueOf(e.getMessage()));
        }
        return handle(request, file);
    }

    /// Answers a request for a file.
    Reply handle(Request request, FilePath file) throws IOException {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return refusals.method(
                    TEXT, "GET, HEAD", "This gateway only reads: use GET or HEAD for files.");
        }
        if (request.query("token").isPresent() || request.query("access_token").isPresent()) {
            return refusals.of(
                    TEXT,
                    400,
                    "A token in the query is not sent on: ask without it, with an admin token of"
                            + " MOS Token as Authorization header.");
        }
        return switch (callers.of(request, Resource.GITHUB)) {
            case DoorCaller.Unwelcome unwelcome -> refusals.unwelcome(TEXT, unwelcome.reason());
            case DoorCaller.Token token -> {
                tokens.asked(token.caller());
                yield token.told(serve(request, file, true));
            }
            case DoorCaller.Anonymous(Caller.Anonymous anonymous) -> {
                if (!publicity.isPublic(file.repository(), tokens.lease(Ask.API).orElse(null))) {
                    yield refusals.notPublic(TEXT);
                }
                tokens.asked(anonymous);
                yield serve(request, file, false);
            }
        };
    }

    private Reply serve(Request request, FilePath file, boolean known) throws IOException {
        Ask ask = Ask.file(file);
        @Nullable Lease lease = tokens.leaseForFile(file.host()).orElse(null);
        // A part of a file is streamed: only whole ones are kept.
        if (ask.keeping() == Ask.Keeping.NEVER || request.header("Range").isPresent()) {
            return streams.reply(request, ask, lease, TEXT);
        }
        return switch (answers.get(ask, lease)) {
            case Answer.Whole whole -> {
                Optional<Reply> reply = replies.whole(request, whole, known, "");
                yield reply.isPresent() ? reply.get() : streams.reply(request, ask, lease, TEXT);
            }
            case Answer.Relayed relayed ->
                    refusals.of(
                            TEXT,
                            relayed.status(),
                            "GitHub answered " + relayed.status() + " to this file.");
            case Answer.Large _ -> streams.reply(request, ask, lease, TEXT);
            case Answer.Limited limited -> refusals.limited(TEXT, limited.until());
            case Answer.Down down -> refusals.down(TEXT, down.status(), down.detail());
            case Answer.NeedsToken _ -> refusals.needsToken(TEXT);
        };
    }
}
