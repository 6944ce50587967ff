package mos.token.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Asks the JSON API of a server; what is refused becomes a [CommandFailed] in the server's words.
final class ApiClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /// Longer than the longest answer takes: `validatetokens` asks outside services for 10 s.
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private static final long LARGEST_ANSWER = 64L << 20;
    private static final int LARGEST_PROBLEM = 64 << 10;

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
        return get(path, ANSWER);
    }

    /// The same, for an answer that takes the server long.
    JsonNode get(String path, Duration atMost) {
        return answer("GET", path, null, atMost);
    }

    /// Copies a text answer of any length to `out` while it comes.
    ///
    /// @throws CommandFailed also when the answer breaks off, or `out` takes no more
    void copy(String path, PrintWriter out) {
        HttpResponse<InputStream> response =
                send("GET", path, "*/*", null, ANSWER, BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() / 100 != 2) {
                // always throws
                judge(response.statusCode(), body.readNBytes(LARGEST_PROBLEM));
            }
            Reader text = new InputStreamReader(body, StandardCharsets.UTF_8);
            char[] part = new char[8192];
            for (int read = text.read(part); read >= 0; read = text.read(part)) {
                out.write(part, 0, read);
                if (out.checkError()) {
                    throw new CommandFailed(
                            ExitCode.REFUSED, "standard output takes no more: the rest is lost");
                }
            }
        } catch (IOException e) {
            throw new CommandFailed(
                    ExitCode.UNREACHABLE,
                    "the answer of %s broke off (%s): what was printed is not the whole"
                            .formatted(server, e.getClass().getSimpleName()));
        }
    }

    /// The thing at a path that leads to one, or nothing when there is none.
    Optional<JsonNode> find(String path) {
        HttpResponse<byte[]> response = whole("GET", path, null, ANSWER);
        // MOS says 400 where others say 404, and its clients know it so.
        return response.statusCode() == 400 || response.statusCode() == 404
                ? Optional.empty()
                : Optional.of(judge(response));
    }

    /// Every item of a list that comes in pages; the next page is asked for when the ones before it
    /// are used up.
    Stream<JsonNode> list(String path) {
        return Stream.iterate(
                        Optional.of(page(path)),
                        Optional::isPresent,
                        page -> page.flatMap(ApiPage::next).map(this::page))
                .flatMap(Optional::stream)
                .flatMap(page -> page.items().valueStream());
    }

    private ApiPage page(String path) {
        HttpResponse<byte[]> response = whole("GET", path, null, ANSWER);
        return ApiPage.of(judge(response), path, response.headers().allValues("Link"));
    }

    JsonNode post(String path, @Nullable JsonNode body) {
        return answer("POST", path, body, ANSWER);
    }

    /// Posts an object with a secret as its one member.
    JsonNode postSecret(String path, String name, SecretText secret) {
        return post(path, Json.object().put(name, secret.exposeText()));
    }

    /// Puts this object with a secret as one more member.
    JsonNode putSecret(String path, ObjectNode body, String name, SecretText secret) {
        return put(path, body.put(name, secret.exposeText()));
    }

    JsonNode patch(String path, JsonNode body) {
        return answer("PATCH", path, body, ANSWER);
    }

    JsonNode put(String path) {
        return answer("PUT", path, null, ANSWER);
    }

    JsonNode put(String path, JsonNode body) {
        return answer("PUT", path, body, ANSWER);
    }

    JsonNode delete(String path) {
        return answer("DELETE", path, null, ANSWER);
    }

    private JsonNode answer(String method, String path, @Nullable JsonNode body, Duration atMost) {
        return judge(whole(method, path, body, atMost));
    }

    private HttpResponse<byte[]> whole(
            String method, String path, @Nullable JsonNode body, Duration atMost) {
        return send(
                method,
                path,
                "application/json",
                body,
                atMost,
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
    }

    private <T> HttpResponse<T> send(
            String method,
            String path,
            String accept,
            @Nullable JsonNode body,
            Duration atMost,
            BodyHandler<T> handler) {
        BodyPublisher content =
                body == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofByteArray(Json.write(body));
        // The request prints its headers: it never leaves this method.
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path))
                        .method(method, content)
                        .timeout(atMost)
                        .header("Accept", accept)
                        .header("Authorization", "Bearer " + token.exposeText());
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        try {
            return http.send(request.build(), handler);
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
        return judge(response.statusCode(), response.body());
    }

    private JsonNode judge(int status, byte[] answer) {
        JsonNode body;
        try {
            body = answer.length == 0 ? Json.object() : Json.read(answer);
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
