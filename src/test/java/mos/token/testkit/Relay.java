package mos.token.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Passes a request of a fake host on to the real peer behind it, streaming both ways.
public final class Relay implements AutoCloseable {
    /// Headers of one connection, and what the JDK's client insists on setting itself.
    private static final Set<String> NOT_PASSED =
            Set.of(
                    "connection",
                    "host",
                    "content-length",
                    "transfer-encoding",
                    "authorization",
                    "expect",
                    "upgrade",
                    "http2-settings");

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();

    /// Sends the request, without its credential, to `base` + `target`.
    public Answer send(String base, String target, Recorded request, InputStream body)
            throws IOException, InterruptedException {
        HttpRequest.Builder out = HttpRequest.newBuilder(URI.create(base + target));
        request.headers()
                .forEach((name, values) -> {
                    if (!NOT_PASSED.contains(name.toLowerCase(Locale.ROOT))) {
                        values.forEach(value -> out.header(name, value));
                    }
                });
        boolean posts = !Set.of("GET", "HEAD").contains(request.method());
        out.method(
                request.method(),
                posts ? BodyPublishers.ofInputStream(() -> body) : BodyPublishers.noBody());
        HttpResponse<InputStream> in = client.send(out.build(), BodyHandlers.ofInputStream());
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> header : in.headers().map().entrySet()) {
            if (!NOT_PASSED.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                headers.put(header.getKey(), String.join(", ", header.getValue()));
            }
        }
        return new Answer(
                in.statusCode(),
                headers,
                in.headers().firstValueAsLong("Content-Length").orElse(-1),
                in.body());
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
