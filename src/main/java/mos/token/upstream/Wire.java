package mos.token.upstream;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mos.token.Version;
import mos.token.json.Json;
import mos.token.net.Headers;
import org.jspecify.annotations.Nullable;

/// Turns requests into the JDK client's, and its headers into ours. The client's objects print
/// credentials, also in their exceptions: nothing of them goes into a log or a message.
final class Wire {
    private static final String USER_AGENT = "mos-token/" + Version.NUMBER;

    private final Duration headersTimeout;

    Wire(Duration headersTimeout) {
        this.headersTimeout = headersTimeout;
    }

    /// The request for one hop.
    ///
    /// @param credential what this hop's host may see, or null
    /// @throws IllegalArgumentException when a value cannot stand in a header; it names the header
    HttpRequest request(UpstreamRequest request, URI target, @Nullable Credential credential) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(target)
                        // One connection per body: on a shared HTTP/2 connection a slow reader of
                        // one blob would hold up all others.
                        .version(HttpClient.Version.HTTP_1_1)
                        .timeout(headersTimeout);
        method(request, builder);
        header(builder, "User-Agent", USER_AGENT);
        joined(request.headers()).forEach((name, value) -> header(builder, name, value));
        if (credential != null) {
            header(builder, "Authorization", authorization(credential));
        }
        return builder.build();
    }

    /// The answer's header fields.
    ///
    /// @throws IllegalArgumentException when a name or value is not what RFC 9110 §5 allows
    static Headers headers(HttpHeaders received) {
        Headers headers = Headers.NONE;
        for (Map.Entry<String, List<String>> field : received.map().entrySet()) {
            String name = field.getKey();
            if (name.isEmpty() || !name.chars().allMatch(Wire::isTokenCharacter)) {
                throw new IllegalArgumentException("a header name of the answer is malformed");
            }
            for (String value : field.getValue()) {
                if (value.chars().anyMatch(c -> (c < 0x20 && c != '\t') || c == 0x7f)) {
                    throw new IllegalArgumentException(
                            "header " + name + " of the answer holds a control character");
                }
                headers = headers.and(name, value);
            }
        }
        return headers;
    }

    /// Not `method("GET", noBody())`: that sends `Content-Length: 0`, which some proxies refuse.
    private static void method(UpstreamRequest request, HttpRequest.Builder builder) {
        switch (request) {
            case UpstreamRequest.Read read when read.head() -> builder.HEAD();
            case UpstreamRequest.Read _ -> builder.GET();
            case UpstreamRequest.UploadPack pack ->
                    builder.POST(BodyPublishers.ofInputStream(pack::body));
            case UpstreamRequest.LfsDownloadBatch batch ->
                    builder.POST(BodyPublishers.ofByteArray(Json.write(body(batch))));
            case UpstreamRequest.HubLogin login ->
                    builder.POST(
                            BodyPublishers.ofByteArray(
                                    Json.write(
                                            Map.of(
                                                    "identifier",
                                                    login.user(),
                                                    "secret",
                                                    login.password().exposeText()))));
        }
    }

    private static Map<String, Object> body(UpstreamRequest.LfsDownloadBatch batch) {
        return Map.of(
                "operation",
                "download",
                "transfers",
                List.of("basic"),
                "hash_algo",
                "sha256",
                "objects",
                batch.objects().stream()
                        .map(object -> Map.of("oid", object.sha256(), "size", object.size()))
                        .toList());
    }

    /// Each name once: a client's several `Accept` lines mean one list (RFC 9110 §5.3).
    private static Map<String, String> joined(Headers headers) {
        Map<String, String> joined = new LinkedHashMap<>();
        for (Headers.Field field : headers.fields()) {
            joined.merge(
                    field.name().toLowerCase(Locale.ROOT),
                    field.value(),
                    (one, other) -> one + ", " + other);
        }
        return joined;
    }

    private static String authorization(Credential credential) {
        return switch (credential) {
            case Credential.Bearer bearer -> "Bearer " + bearer.token().exposeText();
            case Credential.Plain plain -> "token " + plain.token().exposeText();
            case Credential.Basic basic -> {
                if (basic.user().indexOf(':') >= 0) {
                    throw new IllegalArgumentException("a user name must not hold a colon");
                }
                String pair = basic.user() + ":" + basic.password().exposeText();
                yield "Basic "
                        + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    private static void header(HttpRequest.Builder builder, String name, String value) {
        try {
            builder.setHeader(name, value);
        } catch (IllegalArgumentException _) {
            // The original names the value, which may be a secret.
            throw new IllegalArgumentException(
                    name + " cannot be sent: it holds a character that no header may hold");
        }
    }

    private static boolean isTokenCharacter(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
}
