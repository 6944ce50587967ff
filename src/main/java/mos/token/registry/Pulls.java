package mos.token.registry;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import mos.token.content.Digest;
import mos.token.content.Incoming;
import mos.token.content.StoredContent;
import mos.token.content.WrongDigest;
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
    private final Lists lists;
    private final Freshness freshness;
    private final DoorCounts counts;
    private final Quotas quotas;
    private final Registries registries;

    Pulls(
            Manifests manifests,
            Blobs blobs,
            Lists lists,
            Freshness freshness,
            DoorCounts counts,
            Quotas quotas,
            Registries registries) {
        this.manifests = manifests;
        this.blobs = blobs;
        this.lists = lists;
        this.freshness = freshness;
        this.counts = counts;
        this.quotas = quotas;
        this.registries = registries;
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
            return manifest(200, reference, found.known(), new Reply.Body.Bytes(found.bytes()));
        } catch (IOException e) {
            return troubled(e, OciError.MANIFEST_UNKNOWN);
        }
    }

    private Reply manifest(
            int status, Reference reference, Manifests.Known known, Reply.Body body) {
        Headers headers =
                headers(known.digest())
                        .and("Content-Type", known.mediaType())
                        .and("Vary", "Accept")
                        .and("Cache-Control", cacheControl(reference));
        headers = marked(headers, known.stale(), known.checked());
        return counts.given(known.source(), new Reply(status, headers, body));
    }

    Reply blob(Request request, Repository repository, Digest digest) throws IOException {
        Headers headers =
                headers(digest)
                        .and("Content-Type", "application/octet-stream")
                        .and("Accept-Ranges", "bytes")
                        .and("Cache-Control", "private, max-age=31536000, immutable");
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
            if (unchanged(request, digest)) {
                leave(blob);
                return counts.given(blob.source(), new Reply(304, headers, new Reply.Body.Empty()));
            }
            return counts.given(blob.source(), part(request, digest, headers, blob));
        } catch (IOException e) {
            return troubled(e, OciError.BLOB_UNKNOWN);
        }
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
            case Blobs.Blob.Arriving(Incoming incoming) ->
                    new Reply.Body.Stream(
                            length,
                            out -> {
                                try (incoming) {
                                    incoming.copyTo(
                                            out::send,
                                            out,
                                            offset,
                                            length < 0 ? Long.MAX_VALUE : length);
                                }
                            });
        };
    }

    private static void leave(Blobs.Blob blob) {
        switch (blob) {
            case Blobs.Blob.Stored(StoredContent content, _) -> content.close();
            case Blobs.Blob.Arriving(Incoming incoming) -> incoming.close();
        }
    }

    Reply tags(Request request, Repository repository) throws IOException {
        Optional<String> n = request.query("n");
        Optional<String> last = request.query("last");
        // Registries differ in what they make of 0: a page of one is cut instead.
        boolean none = n.equals(Optional.of("0"));
        String path = Lists.tags(none ? Optional.of("1") : n, last);
        return list(request, repository, path, n, last);
    }

    Reply referrers(Request request, Repository repository, Digest digest) throws IOException {
        String path = Lists.referrers(digest, request.query("artifactType"));
        return list(request, repository, path, Optional.empty(), Optional.empty());
    }

    private Reply list(
            Request request,
            Repository repository,
            String path,
            Optional<String> n,
            Optional<String> last)
            throws IOException {
        try {
            Lists.Listed list = lists.get(repository, path);
            TagPage shown = TagPage.of(list, n, last);
            Headers headers =
                    marked(list.headers().without("Link"), list.stale(), list.checked())
                            .and("Docker-Distribution-Api-Version", "registry/2.0")
                            .and("Cache-Control", "no-cache");
            if (shown.next().isPresent()) {
                String ns =
                        request.query("ns")
                                .filter(host -> registries.of(host).isPresent())
                                .map(host -> "&ns=" + host)
                                .orElse("");
                headers =
                        headers.and(
                                "Link",
                                "<"
                                        + request.rawPath()
                                        + shown.next().get()
                                        + ns
                                        + ">; rel=\"next\"");
            }
            return counts.given(
                    list.source(), new Reply(200, headers, new Reply.Body.Bytes(shown.body())));
        } catch (IOException e) {
            return troubled(e, OciError.NAME_UNKNOWN);
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
    private Headers marked(Headers headers, @Nullable String stale, Instant checked) {
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
