package mos.token.flows;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/// A client that pulls a blob of Docker Hub's `library/x` from a gateway without keeping it.
final class Pull {
    private static final int CHUNK = 256 * 1024;

    private final HttpClient http;
    private final URI gateway;
    private final AtomicLong received;

    /// @param received counts bytes as they come
    Pull(HttpClient http, URI gateway, AtomicLong received) {
        this.http = http;
        this.gateway = gateway;
        this.received = received;
    }

    /// How it answered, and the digest of what came whole.
    record Outcome(int status, String digest) {}

    /// Pulls.
    ///
    /// @throws IOException when the connection broke, so that a client knows that it has a part
    Outcome blob(String digest) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(gateway.resolve("/v2/library/x/blobs/" + digest))
                        .timeout(Duration.ofSeconds(60))
                        .build();
        HttpResponse<InputStream> answer =
                http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[CHUNK];
            for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
                sha256.update(chunk, 0, n);
                received.addAndGet(n);
            }
            return new Outcome(
                    answer.statusCode(), "sha256:" + HexFormat.of().formatHex(sha256.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
