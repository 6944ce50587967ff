package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import mos.token.secret.SecretText;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.TestApp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The product with admin tokens, whose texts are searched for at the end of each flow.
abstract class TokenFlow {
    static final String BASE = "/api/v1/auth/admin-tokens";

    @TempDir Path directory;
    TestApp app;
    final LeakSearch leaks = new LeakSearch();

    @BeforeEach
    void start() {
        app = TestApp.start(directory);
    }

    @AfterEach
    void stop() {
        app.close();
    }

    SecretText token(String name, String permissions) {
        SecretText token = app.createToken(name, permissions);
        leaks.plant(name, token.exposeUtf8());
        return token;
    }

    void assertNothingLeaked(String... texts) {
        leaks.assertNotIn(texts);
        leaks.assertNotIn(app.answers());
        SecretText local = app.localToken();
        app.close();
        leaks.plant("local token", local.exposeUtf8()).assertNowhere(directory);
        assertFalse(Files.exists(app.data().resolve("local-token")));
    }

    HttpResponse<byte[]> ask(
            String method, String path, @Nullable SecretText token, @Nullable String body) {
        return app.ask(method, app.admin().resolve(path), token, body);
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    String id(String name) {
        for (var token : TestApp.json(app.local("GET", BASE))) {
            if (token.path("name").stringValue().equals(name)) {
                return token.path("id").stringValue();
            }
        }
        throw new AssertionError("no token " + name);
    }
}
