package mos.token.github;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import mos.token.content.Digest;
import mos.token.content.ResumedBody;
import mos.token.content.Source;
import mos.token.door.Continued;
import mos.token.door.Kept;
import mos.token.net.Headers;
import mos.token.servicetoken.Lease;
import mos.token.upstream.UpstreamAnswer;
import org.jspecify.annotations.Nullable;

/// Asks GitHub for one file, and goes on where the answer broke off.
final class FileSource implements Source {
    /// What is kept holds still.
    static final class Holds extends IOException {}

    /// GitHub gave nothing.
    static final class NotGiven extends IOException {
        private final transient Asked asked;

        NotGiven(Asked asked) {
            super("GitHub did not give the file");
            this.asked = asked;
        }

        Asked asked() {
            return asked;
        }
    }

    /// The same file at the REST API.
    record Elsewhere(Ask ask, Lease lease) {}

    private final Asker asker;
    private final Ask ask;
    private final @Nullable Lease lease;
    private final @Nullable Elsewhere elsewhere;
    private final @Nullable Kept kept;
    private final boolean verified;
    private boolean anonymously;
    private Headers headers = Headers.NONE;

    /// @param elsewhere where it is asked for when its own host says 404, or null
    /// @param kept what is asked whether it holds still, or null
    /// @param verified whether the whole is compared with a digest that is known before
    FileSource(
            Asker asker,
            Ask ask,
            @Nullable Lease lease,
            @Nullable Elsewhere elsewhere,
            @Nullable Kept kept,
            boolean verified) {
        this.asker = asker;
        this.ask = ask;
        this.lease = lease;
        this.elsewhere = elsewhere;
        this.kept = kept;
        this.verified = verified;
    }

    /// The header fields of the answer; none before it was opened.
    Headers headers() {
        return headers;
    }

    @Override
    public Opened open() throws IOException {
        @Nullable String etag = kept == null ? null : kept.etag();
        Asked asked = ask(etag == null ? Headers.NONE : Headers.of("If-None-Match", etag));
        if (asked instanceof Asked.Unchanged && kept != null) {
            throw new Holds();
        }
        if (!(asked instanceof Asked.Got(UpstreamAnswer.Answered answer))) {
            throw new NotGiven(asked);
        }
        headers = answer.headers();
        long length = length(headers);
        boolean resumable = verified || strongTag().isPresent();
        return new Opened(
                resumable
                        ? new ResumedBody(answer.body(), length, this::from, ResumedBody.WAITS)
                        : answer.body(),
                length);
    }

    private Asked ask(Headers more) {
        Asked asked = askItsHost(more);
        boolean none = asked instanceof Asked.Other other && other.status() == 404;
        return none && elsewhere != null && !elsewhere.ask().equals(ask)
                ? asker.ask(elsewhere.ask(), elsewhere.lease(), false, more)
                : asked;
    }

    /// The REST API says of a token that it is bad with 401; the file hosts also hide what a
    /// refused token may not see behind 404, and then a public file is there without it.
    private Asked askItsHost(Headers more) {
        if (lease == null || anonymously) {
            return asker.ask(ask, null, false, more);
        }
        Asked asked = asker.ask(ask, lease, false, more);
        boolean unwilling =
                switch (asked) {
                    case Asked.Unauthorized _ -> true;
                    case Asked.Other other ->
                            !ask.rest() && (other.status() == 403 || other.status() == 404);
                    case Asked.Got _, Asked.Unchanged _, Asked.Limited _, Asked.Down _ -> false;
                };
        if (!unwilling) {
            return asked;
        }
        Asked open = asker.ask(ask, null, false, more);
        anonymously = open instanceof Asked.Got || open instanceof Asked.Unchanged;
        return anonymously || asked instanceof Asked.Unauthorized ? open : asked;
    }

    /// The bytes from `position` on, by the same way as the first: to an address that was signed
    /// now.
    private InputStream from(long position) throws IOException {
        Headers range = Continued.range(position);
        Optional<String> tag = strongTag();
        if (tag.isPresent()) {
            range = range.and("If-Range", tag.get());
        }
        return switch (ask(range)) {
            case Asked.Got(UpstreamAnswer.Answered answer) -> {
                if (!verified && !answer.headers().first("ETag").equals(tag)) {
                    answer.close();
                    throw new ResumedBody.RestRefused("the file changed meanwhile");
                }
                yield Continued.body(answer, position);
            }
            case Asked.Down down -> throw new IOException(down.detail());
            case Asked.Limited _, Asked.Other _, Asked.Unauthorized _, Asked.Unchanged _ ->
                    throw new ResumedBody.RestRefused(ask.host() + " does not give the rest");
        };
    }

    /// Only a strong one says that the bytes are the same (RFC 9110 §13.1.5).
    private Optional<String> strongTag() {
        return headers.first("ETag").filter(tag -> tag.startsWith("\""));
    }

    /// What is kept of it.
    Kept kept(String key, Digest digest, Instant now) {
        return new Kept(
                key,
                200,
                ResponseHeaders.file(headers),
                headers.first("ETag").orElse(null),
                digest.toString(),
                now,
                now,
                lease == null ? null : lease.tokenId());
    }

    /// How long an answer says that it is, or -1.
    static long length(Headers headers) {
        try {
            return headers.first("Content-Length").map(Long::parseLong).orElse(-1L);
        } catch (NumberFormatException _) {
            return -1;
        }
    }
}
