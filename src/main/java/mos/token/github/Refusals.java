package mos.token.github;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import mos.token.door.DoorCaller;
import mos.token.http.Reply;
import mos.token.json.Json;
import mos.token.upstream.UpstreamRequest;

/// What the door says when it gives nothing: in GitHub's JSON shape for the REST API, in git-lfs's
/// for large files, as text for git and files, which show it to people.
final class Refusals {
    /// How a refusal is written.
    enum Shape {
        JSON,
        LFS,
        TEXT
    }

    private static final String CHALLENGE = "Basic realm=\"MOS Token\", charset=\"UTF-8\"";

    private final String service;
    private final Clock clock;

    /// @param service whose name goes into the sentences
    Refusals(String service, Clock clock) {
        this.service = service;
        this.clock = clock;
    }

    /// A refusal; the sentence names the fix.
    Reply of(Shape shape, int status, String sentence) {
        Reply reply =
                switch (shape) {
                    case JSON -> {
                        var body = Json.object();
                        body.put("message", sentence);
                        body.put("documentation_url", "https://docs.github.com/rest");
                        // A text, as GitHub has it.
                        body.put("status", Integer.toString(status));
                        yield Reply.bytes(
                                status, "application/json; charset=utf-8", Json.write(body));
                    }
                    // git-lfs, docs/api/batch.md, "Response Errors".
                    case LFS ->
                            Reply.bytes(
                                    status,
                                    UpstreamRequest.LFS,
                                    Json.write(Json.object().put("message", sentence)));
                    case TEXT ->
                            Reply.bytes(
                                    status,
                                    "text/plain; charset=utf-8",
                                    (sentence + "\n").getBytes(StandardCharsets.UTF_8));
                };
        return reply.with("Cache-Control", "no-store");
    }

    /// 405 with the methods that are served.
    Reply method(Shape shape, String allowed, String sentence) {
        return of(shape, 405, sentence).with("Allow", allowed);
    }

    /// Who is not let in at all.
    Reply unwelcome(Shape shape, DoorCaller.Reason reason) {
        return switch (reason) {
            case NO_CREDENTIAL ->
                    challenge(
                            shape,
                            "This network needs an admin token that may read 'github': send it as"
                                    + " Bearer token or as the password of Basic.");
            case WRONG_CREDENTIAL ->
                    challenge(
                            shape,
                            "The credential is no live admin token of MOS Token. A token of "
                                    + service
                                    + " is not accepted here: it is stored once in MOS Token.");
            case NOT_PERMITTED ->
                    of(
                            shape,
                            403,
                            "This admin token may not read 'github': its permissions must allow"
                                    + " it.");
        };
    }

    /// What anonymous callers do not get. The same words for a repository that is private and one
    /// that does not exist.
    Reply notPublic(Shape shape) {
        return challenge(
                shape,
                "Without an admin token only listed paths of public repositories are served. Send"
                        + " an admin token that may read 'github'.");
    }

    /// git asks for a password only after a Basic challenge.
    private Reply challenge(Shape shape, String sentence) {
        Reply reply = of(shape, 401, sentence).with("WWW-Authenticate", CHALLENGE);
        return shape == Shape.LFS ? reply.with("LFS-Authenticate", CHALLENGE) : reply;
    }

    /// Nothing was ever stored to ask the REST API with.
    Reply noToken(Shape shape) {
        return of(
                shape,
                503,
                "MOS Token holds no GitHub token, and does not spend the 60 requests an hour that"
                        + " GitHub grants without one. Store a token: Settings, Network, Token,"
                        + " GitHub Token.");
    }

    /// The service answers this only to an account.
    Reply needsToken(Shape shape) {
        return of(
                shape,
                503,
                service
                        + " answers this only with a token, and it takes none that MOS Token holds."
                        + " Store a new one: Settings, Network, Token.");
    }

    /// The service's limit is reached.
    Reply limited(Shape shape, Instant until) {
        long seconds = Math.max(1, Duration.between(clock.instant(), until).toSeconds() + 1);
        return of(
                        shape,
                        429,
                        "The limit of "
                                + service
                                + " is reached, and nothing is kept for this request. Try again in "
                                + seconds
                                + " seconds.")
                .with("Retry-After", Long.toString(seconds));
    }

    /// The service gave no file.
    Reply file(Shape shape, Asked asked) {
        return switch (asked) {
            case Asked.Limited limited -> limited(shape, limited.until());
            case Asked.Down down -> down(shape, down.status(), down.detail());
            case Asked.Unauthorized _ -> needsToken(shape);
            case Asked.Other other when shape == Shape.JSON ->
                    new Reply(
                            other.status(),
                            ResponseHeaders.streamed(other.headers()),
                            new Reply.Body.Bytes(other.body()));
            case Asked.Other other ->
                    of(
                            shape,
                            other.status(),
                            service + " answered " + other.status() + " to this file.");
            case Asked.Unchanged _ -> down(shape, 502, "it answered 304 unasked");
            case Asked.Got got -> {
                got.answer().close();
                throw new IllegalStateException("a file that was given is no refusal");
            }
        };
    }

    /// An answer that is larger than what is read here, and may hold secrets.
    Reply tooLarge(Shape shape) {
        return of(
                shape,
                422,
                "This answer of "
                        + service
                        + " is larger than 16 MiB, and such ones may hold what was derived from the"
                        + " stored token: ask for less of it, by per_page or a narrower path, and"
                        + " for a file at its raw address.");
    }

    /// What was kept was evicted in this moment.
    Reply evicted(Shape shape) {
        return of(shape, 503, "The kept answer went in this moment: ask again.")
                .with("Retry-After", "1");
    }

    /// The service gave no usable answer.
    Reply down(Shape shape, int status, String detail) {
        return of(shape, status, service + " gave no usable answer: " + detail + ".");
    }
}
