package mos.token.notify;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import mos.token.Version;
import mos.token.json.Json;
import mos.token.keys.SigningKey;
import org.jspecify.annotations.Nullable;

/// Posts notices to the owner's URL. Path and query of it may be what lets one post there: nothing
/// of them, nor of the client's exceptions, which may repeat them, gets out of here.
final class Webhook implements Channel {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration EXCHANGE = Duration.ofSeconds(10);

    private final URI url;
    private final @Nullable SigningKey key;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT)
                    .build();

    /// @throws mos.token.keys.KeyProblem when the key's file cannot be used
    Webhook(URI url, @Nullable Path keyFile) {
        this.url = url;
        this.key = keyFile == null ? null : SigningKey.read(keyFile, "notify.webhook-key-file");
    }

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public String place() {
        return url.getHost();
    }

    @Override
    public Optional<String> send(Notice notice) throws InterruptedException {
        try {
            HttpResponse<InputStream> answer =
                    http.send(request(message(notice)), BodyHandlers.ofInputStream());
            // Only the status counts. Closed unread, a body of any length costs nothing, and the
            // request's timeout, which ends with the headers, is that of the whole exchange.
            answer.body().close();
            int status = answer.statusCode();
            return status / 100 == 2 ? Optional.empty() : Optional.of("answered " + status);
        } catch (IOException e) {
            return Optional.of(e.getClass().getSimpleName());
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest request(byte[] body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url)
                        .timeout(EXCHANGE)
                        .header("Content-Type", "application/json")
                        .header("User-Agent", "mos-token/" + Version.NUMBER)
                        .POST(BodyPublishers.ofByteArray(body));
        if (key != null) {
            request.header("X-Mos-Signature", "sha256=" + key.sign(body));
        }
        return request.build();
    }

    private static byte[] message(Notice notice) {
        return Json.write(
                Json.object()
                        .put("id", notice.id())
                        .put("kind", notice.kind())
                        .put("severity", notice.severity().text())
                        .put("title", notice.title())
                        .put("message", notice.message())
                        .put("subject", notice.subject())
                        .put("at", notice.createdAt().toString())
                        .put("times", notice.times()));
    }
}
