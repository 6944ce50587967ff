package mos.token.registry;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import mos.token.content.Digest;
import mos.token.content.Incoming;
import mos.token.content.StoredContent;
import mos.token.content.WrongDigest;
import mos.token.door.AnswerSource;
import mos.token.door.Coming;
import mos.token.door.DoorCounts;
import mos.token.door.EntityTags;
import mos.token.door.Freshness;
import mos.token.door.Ranges;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.net.Headers;
import mos.token.quota.Quotas;
import org.jspecify.annotations.Nullable;

/// The replies to pulls of a caller who was let in.
final class Pulls {
    private final Manifests manifests;
    private final Blobs blobs;
    private final Freshness freshness;
    private final DoorCounts counts;
    private final Quotas quotas;
    private final Ready ready;

    Pulls(
            Manifests manifests,
            Blobs blobs,
            Freshness freshness,
            DoorCounts counts,
            Quotas quotas,
            Ready ready) {
        this.manifests = manifests;
        this.blobs = blobs;
        this.freshness = freshness;
        this.counts = counts;
        this.quotas = quotas;
        this.ready = ready;
    }

    Reply manifest(Request request, Repository repository, Reference reference) throws IOException {
        try {
            Accepts accepts = Accepts.of(request.headers("Accept"));
            Manifests.Known known = manifests.resolve(repository, reference, accepts);
            if (unchanged(request, known.digest())) {
                return manifest(304, reference, known, new Reply.Body.Empty());
            }
            if (request.method().equals("HEAD")) {
                return manifest(200, reference, known, new Reply.Body.LengthOnly(known.length()));
            }
            Manifests.Found found = manifests.get(repository, reference, accepts, known);
            quotas.asked(repository.registry().host());
            ready.keep(repository, reference, accepts, found);
            return manifest(200, reference, found.known(), new Reply.Body.Bytes(found.bytes()));
        } catch (IOException e) {
            return troubled(e, OciError.MANIFEST_UNKNOWN);
        }
    }

    /// The reply when it is ready, for [#given]; on the event loop.
    Optional<Reply> readyManifest(Request request, Repository repository, Reference reference) {
        return ready.manifest(repository, reference, Accepts.of(request.headers("Accept")))
                .map(found -> {
                    Manifests.Known known = found.known();
                    if (unchanged(request, known.digest())) {
                        return manifestReply(304, reference, known, new Reply.Body.Empty());
                    }
                    return manifestReply(
                            200,
                            reference,
                            known,
                            request.method().equals("HEAD")
                                    ? new Reply.Body.LengthOnly(known.length())
                                    : new Reply.Body.Bytes(found.bytes()));
                });
    }

    private Reply manifest(
            int status, Reference reference, Manifests.Known known, Reply.Body body) {
        return counts.given(known.source(), manifestReply(status, reference, known, body));
    }

    private Reply manifestReply(
            int status, Reference reference, Manifests.Known known, Reply.Body body) {
        Headers headers =
                headers(known.digest())
                        .and("Content-Type", known.mediaType())
                        .and("Vary", "Accept")
                        .and("Cache-Control", cacheControl(reference));
        return new Reply(status, marked(headers, known.stale(), known.checked(), freshness), body);
    }

    Reply blob(Request request, Repository repository, Digest digest) throws IOException {
        Headers headers = blobHeaders(digest);
        try {
            if (request.method().equals("HEAD")) {
                Blobs.Length length = blobs.length(repository, digest);
                return counts.given(
                        length.source(),
                        unchanged(request, digest)
                                ? new Reply(304, headers, new Reply.Body.Empty())
                                : new Reply(
                                        200, headers, new Reply.Body.LengthOnly(length.bytes())));
            }
            Blobs.Blob blob = blobs.get(repository, digest);
            keepReady(repository, digest, blob);
            if (unchanged(request, digest)) {
                leave(blob);
                return counts.given(blob.source(), new Reply(304, headers, new Reply.Body.Empty()));
            }
            return counts.given(blob.source(), part(request, digest, headers, blob));
        } catch (IOException e) {
            return troubled(e, OciError.BLOB_UNKNOWN);
        }
    }

    private void keepReady(Repository repository, Digest digest, Blobs.Blob blob)
            throws IOException {
        boolean kept = false;
        try {
            if (blob instanceof Blobs.Blob.Stored) {
                ready.keep(repository, digest);
            }
            kept = true;
        } finally {
            if (!kept) {
                leave(blob);
            }
        }
    }

    /// The reply when it is ready, for [#given]; on the event loop.
    Optional<Reply> readyBlob(Request request, Repository repository, Digest digest) {
        return ready.blob(repository, digest).map(content -> ready(request, digest, content));
    }

    private static Reply ready(Request request, Digest digest, StoredContent content) {
        Headers headers = blobHeaders(digest);
        if (unchanged(request, digest)) {
            content.close();
            return new Reply(304, headers, new Reply.Body.Empty());
        }
        return request.method().equals("HEAD")
                ? head(headers, content)
                : part(request, digest, headers, new Blobs.Blob.Stored(content, AnswerSource.KEPT));
    }

    private static Reply head(Headers headers, StoredContent content) {
        try (content) {
            return new Reply(200, headers, new Reply.Body.LengthOnly(content.size()));
        }
    }

    /// Takes note that a reply that was ready is given, and returns it.
    Reply given(Repository repository, Reply reply) {
        if (reply.body() instanceof Reply.Body.Bytes) {
            quotas.asked(repository.registry().host()); // a manifest: what would be a pull
        }
        return reply;
    }

    private static Headers blobHeaders(Digest digest) {
        return headers(digest)
                .and("Content-Type", "application/octet-stream")
                .and("Accept-Ranges", "bytes")
                .and("Cache-Control", "private, max-age=31536000, immutable");
    }

    private static Reply part(Request request, Digest digest, Headers headers, Blobs.Blob blob) {
        long size =
                switch (blob) {
                    case Blobs.Blob.Stored(StoredContent content, _) -> content.size();
                    case Blobs.Blob.Arriving(Incoming incoming) -> incoming.length();
                };
        String etag = "\"" + digest + "\"";
        boolean same = request.header("If-Range").map(etag::equals).orElse(true);
        Ranges range =
                request.header("Range")
                        .filter(_ -> same && size >= 0)
                        .map(value -> Ranges.parse(value, size))
                        .orElseGet(Ranges.Whole::new);
        return switch (range) {
            case Ranges.Whole _ -> new Reply(200, headers, body(blob, 0, size));
            case Ranges.Part part ->
                    new Reply(
                            206,
                            headers.and("Content-Range", part.contentRange(size)),
                            body(blob, part.first(), part.length()));
            case Ranges.Unsatisfiable _ -> {
                leave(blob);
                yield OciError.UNSUPPORTED
                        .reply(416, "the blob has only " + size + " bytes")
                        .with("Content-Range", "bytes */" + size);
            }
        };
    }

    private static Reply.Body body(Blobs.Blob blob, long offset, long length) {
        return switch (blob) {
            case Blobs.Blob.Stored(StoredContent content, _) ->
                    new Reply.Body.FileRange(content.file(), offset, length, content::close);
            case Blobs.Blob.Arriving(Incoming incoming) -> Coming.body(incoming, offset, length);
        };
    }

    private static void leave(Blobs.Blob blob) {
        switch (blob) {
            case Blobs.Blob.Stored(StoredContent content, _) -> content.close();
            case Blobs.Blob.Arriving(Incoming incoming) -> incoming.close();
        }
    }

    /// The reply to trouble. Nothing but the registry's own 404 becomes a 404: clients take that
    /// for final. A 503 makes them try another mirror, where a 429 makes some try here again.
    ///
    /// @throws Trouble when the caller may not see it: the door's challenge answers that
    static Reply troubled(IOException e, OciError unknown) throws Trouble {
        if (!(e instanceof Trouble trouble)) {
            String message =
                    e instanceof WrongDigest
                            ? "the registry sent another content than was asked for"
                            : "the registry's answer broke off";
            return OciError.UNAVAILABLE.reply(502, message);
        }
        String message = String.valueOf(trouble.getMessage());
        return switch (trouble.kind()) {
            case NOT_ALLOWED -> throw trouble;
            case NOT_FOUND -> unknown.reply();
            case THROTTLED ->
                    later(OciError.TOOMANYREQUESTS.reply(503, message), trouble.retryAfter());
            case UNAVAILABLE ->
                    later(OciError.UNAVAILABLE.reply(503, message), trouble.retryAfter());
        };
    }

    private static Reply later(Reply reply, @Nullable Duration after) {
        return after == null ? reply : reply.with("Retry-After", Long.toString(after.toSeconds()));
    }

    private static Headers headers(Digest digest) {
        return Headers.of(
                "Docker-Content-Digest",
                digest.toString(),
                "ETag",
                "\"" + digest + "\"",
                "Docker-Distribution-Api-Version",
                "registry/2.0");
    }

    private static String cacheControl(Reference reference) {
        return switch (reference) {
            case Reference.Tag _ -> "no-cache";
            case Reference.ByDigest _ -> "private, max-age=31536000, immutable";
        };
    }

    /// Marks a stale copy for people (RFC 7234 §5.5, which OCI clients print) and caches.
    static Headers marked(
            Headers headers, @Nullable String stale, Instant checked, Freshness freshness) {
        if (stale == null) {
            return headers;
        }
        String words = stale.replaceAll("[^\\x20-\\x7e]|[\"\\\\]", " ");
        return headers.and("Age", Long.toString(freshness.age(checked)))
                .and("Warning", "299 - \"served from the gateway's copy: " + words + "\"");
    }

    private static boolean unchanged(Request request, Digest digest) {
        return EntityTags.match(request.headers("If-None-Match"), "\"" + digest + "\"");
    }
}
