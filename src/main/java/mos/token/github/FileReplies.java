package mos.token.github;

import java.io.IOException;
import java.util.Optional;
import mos.token.content.Incoming;
import mos.token.content.StoredContent;
import mos.token.door.AnswerSource;
import mos.token.door.Coming;
import mos.token.door.DoorCounts;
import mos.token.door.EntityTags;
import mos.token.door.Freshness;
import mos.token.door.Kept;
import mos.token.door.Ranges;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.net.Headers;
import mos.token.servicetoken.Lease;
import org.jspecify.annotations.Nullable;

/// Writes files for clients, whole or in part.
final class FileReplies {
    private final Files files;
    private final Streams streams;
    private final Refusals refusals;
    private final Freshness freshness;
    private final DoorCounts counts;

    FileReplies(
            Files files,
            Streams streams,
            Refusals refusals,
            Freshness freshness,
            DoorCounts counts) {
        this.files = files;
        this.streams = streams;
        this.refusals = refusals;
        this.freshness = freshness;
        this.counts = counts;
    }

    /// Answers a request for a file.
    ///
    /// @param lease the token to ask its host with, or null
    /// @param api the token for the REST API, or null
    /// @param audience for whom it is
    Reply reply(
            Request request,
            Ask ask,
            @Nullable Lease lease,
            @Nullable Lease api,
            Audience audience,
            Refusals.Shape shape)
            throws IOException {
        if (request.method().equals("HEAD")) {
            // Not worth a download.
            Optional<Files.Found> fresh = files.fresh(ask, lease, audience);
            if (fresh.isPresent()) {
                return reply(request, fresh.get(), shape);
            }
            Reply head = streams.file(request, ask, lease, shape);
            Optional<Ask> elsewhere =
                    head.status() == 404 ? files.elsewhere(ask, api, audience) : Optional.empty();
            return elsewhere.isPresent()
                    ? streams.file(request, elsewhere.get(), api, shape)
                    : head;
        }
        return reply(request, files.get(ask, lease, api, audience), shape);
    }

    /// Writes a file that was found, or says why there is none.
    Reply reply(Request request, Files.Found found, Refusals.Shape shape) {
        return switch (found) {
            case Files.Found.Stored(StoredContent content, Kept kept, AnswerSource source) ->
                    counts.given(source, stored(request, content, kept, source));
            case Files.Found.Arriving(Incoming incoming, Headers headers) ->
                    counts.given(AnswerSource.FETCHED, arriving(request, incoming, headers));
            case Files.Found.Refused(Asked asked) -> refusals.file(shape, asked);
        };
    }

    private Reply stored(Request request, StoredContent content, Kept kept, AnswerSource source) {
        String etag = Replies.etag(kept);
        Headers headers =
                kept.headers()
                        .and("ETag", etag)
                        .and("Age", Long.toString(freshness.age(kept.checked())));
        if (source == AnswerSource.STALE) {
            headers = headers.and("Warning", Replies.STALE);
        }
        if (EntityTags.match(request.headers("If-None-Match"), etag)) {
            content.close();
            return new Reply(304, common(headers).without("Content-Type"), new Reply.Body.Empty());
        }
        boolean same = request.header("If-Range").map(etag::equals).orElse(true);
        long size = content.size();
        Reply part =
                part(
                        same ? request.header("Range").orElse("") : "",
                        size,
                        headers,
                        (from, length) ->
                                new Reply.Body.FileRange(
                                        content.file(), from, length, content::close));
        if (part.status() == 416) {
            content.close();
        }
        return part;
    }

    private static Reply arriving(Request request, Incoming incoming, Headers headers) {
        // Whoever holds a part of something cannot know yet whether this is the same.
        boolean mayBeOther = request.header("If-Range").isPresent() || incoming.length() < 0;
        Reply part =
                part(
                        mayBeOther ? "" : request.header("Range").orElse(""),
                        incoming.length(),
                        headers,
                        (from, length) -> Coming.body(incoming, from, length));
        if (part.status() == 416) {
            incoming.close();
        }
        return part;
    }

    private interface Opened {
        Reply.Body body(long from, long length);
    }

    private static Reply part(String range, long size, Headers headers, Opened opened) {
        Headers all = common(headers);
        return switch (Ranges.parse(range, size)) {
            case Ranges.Whole _ -> new Reply(200, all, opened.body(0, size));
            case Ranges.Part part ->
                    new Reply(
                            206,
                            all.and("Content-Range", part.contentRange(size)),
                            opened.body(part.first(), part.length()));
            case Ranges.Unsatisfiable _ ->
                    Reply.text(416, "The file has only " + size + " bytes.\n")
                            .with("Content-Range", "bytes */" + size);
        };
    }

    private static Headers common(Headers headers) {
        return headers.and("Cache-Control", "private, no-cache")
                .and("Vary", "Accept, Authorization")
                .and("Accept-Ranges", "bytes");
    }
}
