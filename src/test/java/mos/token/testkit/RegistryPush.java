package mos.token.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;

/// Puts blobs and manifests into a registry (OCI distribution spec, end-4b, end-6 and end-7).
final class RegistryPush implements AutoCloseable {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final Optional<String> authorization;

    RegistryPush(String base, Optional<String> authorization) {
        this.base = base;
        this.authorization = authorization;
    }

    String blob(String repository, byte[] content) {
        String digest = Layers.sha256(content);
        HttpResponse<String> started =
                send(
                        request("/v2/" + repository + "/blobs/uploads/")
                                .POST(BodyPublishers.noBody()),
                        202);
        String location = started.headers().firstValue("Location").orElseThrow();
        URI target = URI.create(base).resolve(location);
        String separator = target.getRawQuery() == null ? "?" : "&";
        send(
                authorized(
                        HttpRequest.newBuilder(URI.create(target + separator + "digest=" + digest))
                                .header("Content-Type", "application/octet-stream")
                                .PUT(BodyPublishers.ofByteArray(content))),
                201);
        return digest;
    }

    String manifest(String repository, String tag, String mediaType, byte[] content) {
        send(
                request("/v2/" + repository + "/manifests/" + tag)
                        .header("Content-Type", mediaType)
                        .PUT(BodyPublishers.ofByteArray(content)),
                201);
        return Layers.sha256(content);
    }

    boolean has(String repository) {
        HttpRequest.Builder tags = request("/v2/" + repository + "/tags/list").GET();
        try {
            return client.send(tags.build(), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return authorized(HttpRequest.newBuilder(URI.create(base + path)));
    }

    private HttpRequest.Builder authorized(HttpRequest.Builder request) {
        authorization.ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request, int expected) {
        try {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() != expected) {
                throw new AssertionError(
                        "docker-registry: " + answer.statusCode() + " " + answer.body());
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
