package mos.token.github;

import java.io.InputStream;
import java.util.regex.Pattern;
import mos.token.door.AnswerSource;
import mos.token.door.DoorCounts;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.net.Headers;
import mos.token.servicetoken.Lease;
import mos.token.upstream.UpstreamAnswer;
import org.jspecify.annotations.Nullable;

/// What passes through without being kept: answers of the REST API that are too large, and what a
/// HEAD tells of a file. Memory does not grow with its size.
final class Streams {
    private static final int CHUNK = 64 * 1024;
    private static final Pattern RANGE = Pattern.compile("bytes=[0-9]{0,18}-[0-9]{0,18}");

    private final Asker asker;
    private final Refusals refusals;
    private final DoorCounts counts;

    Streams(Asker asker, Refusals refusals, DoorCounts counts) {
        this.asker = asker;
        this.refusals = refusals;
        this.counts = counts;
    }

    /// Asks for what a HEAD tells of a file.
    ///
    /// @param lease the token to ask with, or null to ask anonymously
    Reply file(Request request, Ask ask, @Nullable Lease lease, Refusals.Shape shape) {
        return reply(ask(request, ask, lease), isHead(request), shape);
    }

    /// Asks for an answer of the REST API that is too large to keep, and streams it: files and
    /// diffs. What may hold credentials that were derived from the token is refused, for nobody
    /// reads it whole here.
    ///
    /// @param lease the token to ask with, or null to ask anonymously
    Reply large(Request request, Ask ask, @Nullable Lease lease, Refusals.Shape shape) {
        Asked asked = ask(request, ask, lease);
        if (asked instanceof Asked.Got(UpstreamAnswer.Answered answer)
                && answer.uri().getHost().equals(ask.host())
                && DerivedTokens.mayBeIn(answer.headers())) {
            answer.close();
            return refusals.tooLarge(shape);
        }
        return reply(asked, isHead(request), shape);
    }

    private Asked ask(Request request, Ask ask, @Nullable Lease lease) {
        Headers range =
                request.header("Range")
                        .filter(r -> RANGE.matcher(r).matches())
                        .map(r -> Headers.of("Range", r))
                        .orElse(Headers.NONE);
        boolean head = isHead(request);
        Asked asked = asker.ask(ask, lease, head, range);
        return lease != null && refusedToken(ask, asked)
                ? asker.ask(ask, null, head, range)
                : asked;
    }

    private static boolean isHead(Request request) {
        return request.method().equals("HEAD");
    }

    private Reply reply(Asked asked, boolean head, Refusals.Shape shape) {
        return switch (asked) {
            case Asked.Got got -> counts.given(AnswerSource.FETCHED, stream(got.answer(), head));
            case Asked.Unchanged _,
                    Asked.Unauthorized _,
                    Asked.Limited _,
                    Asked.Down _,
                    Asked.Other _ ->
                    refusals.file(shape, asked);
        };
    }

    /// The REST API says it with 401; the file hosts also hide what a refused token may not see
    /// behind 404, and then a public file is there without it.
    private static boolean refusedToken(Ask ask, Asked asked) {
        return switch (asked) {
            case Asked.Unauthorized _ -> true;
            case Asked.Other other ->
                    !ask.rest() && (other.status() == 403 || other.status() == 404);
            case Asked.Got _, Asked.Unchanged _, Asked.Limited _, Asked.Down _ -> false;
        };
    }

    private static Reply stream(UpstreamAnswer.Answered answer, boolean head) {
        Headers headers =
                ResponseHeaders.streamed(answer.headers()).and("Cache-Control", "no-cache");
        return piped(answer, headers, head);
    }

    /// A reply that passes the answer's body on as it comes, and closes it.
    static Reply piped(UpstreamAnswer.Answered answer, Headers headers, boolean head) {
        long length = answer.headers().first("Content-Length").map(Streams::length).orElse(-1L);
        if (head) {
            answer.close();
            return new Reply(answer.status(), headers, new Reply.Body.LengthOnly(length));
        }
        Reply.Writer writer =
                out -> {
                    try (answer) {
                        byte[] chunk = new byte[CHUNK];
                        InputStream body = answer.body();
                        for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
                            out.write(chunk, 0, read);
                            // git shows progress while the pack is made: nothing waits here.
                            out.flush();
                        }
                    }
                };
        return new Reply(answer.status(), headers, new Reply.Body.Stream(length, writer));
    }

    private static long length(String text) {
        try {
            return Math.max(-1, Long.parseLong(text));
        } catch (NumberFormatException _) {
            return -1;
        }
    }
}
