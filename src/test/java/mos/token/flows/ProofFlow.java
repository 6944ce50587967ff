package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import mos.token.secret.SecretText;
import mos.token.store.Database;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/// Flows that look for a hole: nobody is anonymous at the gateway, no upstream answers, and the
/// database can be compared with what it was.
abstract class ProofFlow extends TokenFlow {
    private static final URI NOBODY = URI.create("http://127.0.0.1:1");

    /// The columns of each table that a caller could have changed, without what is counted.
    private static final Map<String, String> COMPARED =
            Map.of(
                    "admin_token",
                    "id, name, description, permissions, active, deactivated_at, not_before,"
                            + " expires_at, networks, secret, hex(digest)",
                    "old_secret",
                    "token_id, serial, ends_at, hex(digest)",
                    "ended_secret",
                    "token_id, hex(digest)",
                    "service_token",
                    "id, service, mask",
                    "notice",
                    "id, key, times, dismissed_at",
                    "session",
                    "id, token_id");

    /// A repository at the GitHub door: 401 for who is refused, else an upstream that is away.
    static final String GITHUB = "/api.github.com/repos/o/r";

    @Override
    @BeforeEach
    void start() {
        TestApp.Setup setup = TestApp.in(directory).anonymous();
        for (String host :
                List.of("api.github.com", "github.com", "auth.docker.io", "registry-1.docker.io")) {
            setup.upstream(host, NOBODY);
        }
        app = setup.start();
    }

    /// Everything that a caller could have changed.
    List<String> state() {
        try (Database database = Database.open(app.data(), () -> false)) {
            return database.read(query ->
                    COMPARED.entrySet().stream()
                            .flatMap(table ->
                                    query
                                            .rows(
                                                    "select json_array(%s) as line from %s order by 1"
                                                            .formatted(
                                                                    table.getValue(),
                                                                    table.getKey()))
                                            .stream()
                                            .map(row -> table.getKey() + " " + row.text("line")))
                            .sorted()
                            .toList());
        }
    }

    /// Creates a token by the API; members are JSON, without the name.
    SecretText issue(String name, String members) {
        HttpResponse<byte[]> answer =
                app.reveal(
                        "POST",
                        app.admin().resolve(BASE),
                        app.localToken(),
                        "{\"name\":\"%s\"%s}"
                                .formatted(name, members.isEmpty() ? "" : "," + members));
        assertEquals(201, answer.statusCode(), () -> text(answer));
        SecretText token =
                SecretText.of(TestApp.json(answer).path("data").path("token").stringValue());
        leaks.plant(name, token.exposeUtf8());
        return token;
    }

    /// Rotates as the owner and gives the new secret.
    SecretText rotate(String id, long overlapSeconds) {
        HttpResponse<byte[]> answer =
                app.reveal(
                        "POST",
                        app.admin().resolve(BASE + "/" + id + "/rotate"),
                        app.localToken(),
                        "{\"overlapSeconds\":%d}".formatted(overlapSeconds));
        assertEquals(200, answer.statusCode(), () -> text(answer));
        SecretText secret =
                SecretText.of(TestApp.json(answer).path("data").path("token").stringValue());
        leaks.plant("secret of " + id + " " + secret.length(), secret.exposeUtf8());
        return secret;
    }

    JsonNode details(String id) {
        return TestApp.json(app.local("GET", BASE + "/" + id));
    }

    /// Posts to the page's sign-in form.
    HttpResponse<byte[]> signIn(String field, String value) {
        return app.reveal(
                "POST",
                app.admin().resolve("/sign-in"),
                null,
                field + "=" + value,
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Sec-Fetch-Site",
                "same-origin");
    }

    /// The `Cookie` header of an answer that signed in.
    static String cookie(HttpResponse<byte[]> answer) {
        assertEquals(303, answer.statusCode());
        String line = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return line.substring(0, line.indexOf(';'));
    }

    /// The code of a sign-in link that this token makes.
    String code(SecretText token) {
        HttpResponse<byte[]> made =
                app.reveal("POST", app.admin().resolve("/api/v1/auth/sign-in-links"), token, null);
        assertEquals(201, made.statusCode(), () -> text(made));
        String link = TestApp.json(made).path("link").stringValue();
        return link.substring(link.indexOf('=') + 1);
    }

    /// A gateway token that this token gets.
    SecretText gatewayToken(SecretText token) {
        HttpResponse<byte[]> made = app.reveal("GET", app.gateway().resolve("/token"), token, null);
        assertEquals(200, made.statusCode(), () -> text(made));
        return SecretText.of(TestApp.json(made).path("token").stringValue());
    }

    static String basic(String user, String password) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
