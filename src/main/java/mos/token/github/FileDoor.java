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
    private final FileReplies replies;
    private final Refusals refusals;

    FileDoor(
            DoorCallers callers,
            GithubToken tokens,
            Publicity publicity,
            FileReplies replies,
            Refusals refusals) {
        this.callers = callers;
        this.tokens = tokens;
        this.publicity = publicity;
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
        // Leased once: what was judged public with one token is not asked for with another.
        @Nullable Lease api = tokens.lease(Ask.API).orElse(null);
        return switch (callers.of(request, Resource.GITHUB)) {
            case DoorCaller.Unwelcome unwelcome -> refusals.unwelcome(TEXT, unwelcome.reason());
            case DoorCaller.Token token -> {
                tokens.asked(token.caller());
                yield token.told(serve(request, file, api, Audience.KNOWN));
            }
            case DoorCaller.Anonymous(Caller.Anonymous anonymous) -> {
                Optional<Audience> stranger = publicity.stranger(file.repository(), api);
                if (stranger.isEmpty()) {
                    yield refusals.notPublic(TEXT);
                }
                tokens.asked(anonymous);
                yield serve(request, file, api, stranger.get());
            }
        };
    }

    private Reply serve(Request request, FilePath file, @Nullable Lease api, Audience audience)
            throws IOException {
        return replies.reply(
                request,
                Ask.file(file),
                tokens.leaseForFile(file.host()).orElse(null),
                api,
                audience,
                TEXT);
    }
}
