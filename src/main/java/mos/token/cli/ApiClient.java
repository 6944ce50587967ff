package mos.token.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import javax.net.ssl.SSLException;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Asks the JSON API of a server; what is refused becomes a [CommandFailed] in the server's words.
final class ApiClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /// Longer than the longest answer takes: `validatetokens` asks outside services for 10 s.
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private static final long LARGEST_ANSWER = 64L << 20;

    private final URI server;
    private final SecretText token;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT)
                    .build();

    ApiClient(URI server, SecretText token) {
        this.server = server;
        this.token = token;
    }

    URI server() {
        return server;
    }

    JsonNode get(String path) {
        return send("GET", path, null);
    }

    JsonNode post(String path, @Nullable JsonNode body) {
        return send("POST", path, body);
    }

    JsonNode put(String path) {
        return send("PUT", path, null);
    }

    JsonNode delete(String path) {
        return send("DELETE", path, null);
    }

    private JsonNode send(String method, String path, @Nullable JsonNode body) {
        BodyPublisher content =
                body == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofByteArray(Json.write(body));
        // The request prints its headers: it never leaves this method.
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path))
                        .method(method, content)
                        .timeout(ANSWER)
                        .header("Accept", "application/json")
                        .header("Authorization", "Bearer " + token.exposeText());
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        try {
            return judge(
                    http.send(
                            request.build(),
                            BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER)));
        } catch (SSLException e) {
            throw new CommandFailed(
                    ExitCode.UNREACHABLE,
                    "no trusted TLS connection to %s (%s): name the server with --server as its certificate does, as in https://localhost:8998; a certificate of your own goes into a trust store that JDK_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=FILE names"
                            .formatted(server, e.getClass().getSimpleName()));
        } catch (IOException e) {
            throw new CommandFailed(
                    ExitCode.UNREACHABLE,
                    "no answer from %s (%s): is 'mos-token serve' running there? --server or MOS_TOKEN_SERVER names another one"
                            .formatted(server, e.getClass().getSimpleName()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(ExitCode.UNREACHABLE, "interrupted");
        }
    }

    private JsonNode judge(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        JsonNode body;
        try {
            body = response.body().length == 0 ? Json.object() : Json.read(response.body());
        } catch (Json.Malformed _) {
            throw new CommandFailed(
                    ExitCode.UNREACHABLE,
                    "%s answered %d and no JSON: is it a MOS Token server?"
                            .formatted(server, status));
        }
        if (status / 100 == 2) {
            return body;
        }
        String said = body.path("detail").asString(body.path("error").asString(""));
        if (status == 401) {
            throw new CommandFailed(
                    ExitCode.NO_TOKEN,
                    "the server does not take the token: "
                            + said
                            + " (MOS_TOKEN_FILE names a file with another one)");
        }
        throw new CommandFailed(
                ExitCode.REFUSED, said.isEmpty() ? "the server answered " + status : said);
    }
}
