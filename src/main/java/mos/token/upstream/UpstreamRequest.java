package mos.token.upstream;

import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mos.token.net.Headers;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// Everything the gateway can ask of an upstream. All of it only reads.
public sealed interface UpstreamRequest {
    /// The URL as written: `https`, port 443, no user information.
    URI uri();

    /// Header fields to send, of the allow-list only.
    Headers headers();

    /// Who asks, or null for anonymous.
    @Nullable Credential credential();

    /// The exact host name in lower case.
    default String host() {
        return uri().getHost().toLowerCase(Locale.ROOT);
    }

    /// GET or HEAD.
    ///
    /// @param redirects where a redirect may lead
    record Read(
            boolean head,
            URI uri,
            Headers headers,
            @Nullable Credential credential,
            Redirects redirects)
            implements UpstreamRequest {
        public Read {
            UpstreamRequest.check(uri, headers);
        }
    }

    /// git's `POST …/git-upload-pack` (gitprotocol-http), streamed both ways.
    ///
    /// @param body the client's body as sent, still encoded as its `Content-Encoding` says
    record UploadPack(URI uri, Headers headers, @Nullable Credential credential, InputStream body)
            implements UpstreamRequest {
        public UploadPack {
            UpstreamRequest.check(uri, headers);
            if (!uri.getRawPath().endsWith("/git-upload-pack")) {
                throw new IllegalArgumentException("not a git-upload-pack URL");
            }
        }
    }

    /// git-lfs's `POST …/info/lfs/objects/batch` for downloads (git-lfs, docs/api/batch.md). The
    /// body is made here, so that no upload can be asked for.
    record LfsDownloadBatch(URI uri, @Nullable Credential credential, List<Pointer> objects)
            implements UpstreamRequest {
        /// An object that is asked for.
        ///
        /// @param sha256 its name, in lower-case hex
        /// @param size in bytes
        public record Pointer(String sha256, long size) {}

        public LfsDownloadBatch {
            objects = List.copyOf(objects);
            UpstreamRequest.check(uri, Headers.NONE);
            if (!uri.getRawPath().endsWith("/info/lfs/objects/batch")) {
                throw new IllegalArgumentException("not the URL of an LFS batch");
            }
        }

        @Override
        public Headers headers() {
            return Headers.of("Accept", LFS, "Content-Type", LFS);
        }
    }

    /// The media type of git-lfs's API.
    String LFS = "application/vnd.git-lfs+json";

    /// Docker Hub's `POST /v2/auth/token`: the only way to learn what a token may do.
    record HubLogin(String user, SecretText password) implements UpstreamRequest {
        @Override
        public URI uri() {
            return URI.create("https://hub.docker.com/v2/auth/token");
        }

        @Override
        public Headers headers() {
            return Headers.of("Accept", "application/json", "Content-Type", "application/json");
        }

        @Override
        public @Nullable Credential credential() {
            return null;
        }
    }

    /// What may be sent on: nothing that names the client or its secrets, never `Accept-Encoding`.
    Set<String> ALLOWED_HEADERS =
            Set.of(
                    "accept",
                    "content-encoding",
                    "content-type",
                    "git-protocol",
                    "if-modified-since",
                    "if-none-match",
                    "if-range",
                    "range",
                    "x-github-api-version");

    private static void check(URI uri, Headers headers) {
        boolean ours =
                "https".equals(uri.getScheme())
                        && uri.getHost() != null
                        && uri.getRawUserInfo() == null
                        && (uri.getPort() == -1 || uri.getPort() == 443)
                        && uri.getRawFragment() == null;
        if (!ours) {
            throw new IllegalArgumentException("an upstream URL must be https://HOST/…");
        }
        for (Headers.Field field : headers.fields()) {
            if (!ALLOWED_HEADERS.contains(field.name().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "header " + field.name() + " is not on the allow-list");
            }
        }
    }
}
