package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import mos.token.StartProblem;
import mos.token.secret.SecretText;
import mos.token.testkit.Eventually;
import mos.token.testkit.MosBox;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is signed in to MOS is known here too, as far as that goes.
class MosSessionFlowTest extends TokenFlow {
    private MosBox mos;
    private SecretText admin;

    @Override
    @BeforeEach
    void start() {
        mos = new MosBox(directory);
        app = TestApp.in(directory).anonymous().mos(mos.config()).start();
        admin = session("admin", "admin");
    }

    private SecretText session(String name, String role) {
        SecretText token = mos.user(name, role, app.clock().instant());
        leaks.plant(name + " in MOS", token.exposeUtf8());
        return token;
    }

    private int status(String method, String path, SecretText token, String... body) {
        return ask(method, path, token, body.length == 0 ? null : body[0]).statusCode();
    }

    /// It is a full session of an admin, by name in the audit trail.
    @Test
    void anAdminOfMosMayDoEverything() {
        SecretText made =
                SecretText.of(
                        TestApp.json(
                                        app.reveal(
                                                "POST",
                                                app.admin().resolve(BASE),
                                                admin,
                                                "{\"name\":\"made\"}"))
                                .path("data")
                                .path("token")
                                .stringValue());
        leaks.plant("made", made.exposeUtf8());
        assertEquals(200, status("GET", BASE + "/me", made));
        assertEquals(200, status("PUT", BASE + "/" + id("made") + "/deactivate", admin));
        assertEquals(200, status("GET", "/api/v1/audit", admin));
        assertEquals(200, status("GET", "/metrics", admin));
        HttpResponse<byte[]> rows = app.local("GET", "/api/v1/audit?kind=mos&action=admin-token.*");
        assertEquals(
                List.of("admin", "admin"),
                TestApp.json(rows).values().stream()
                        .map(row -> row.path("callerName").stringValue())
                        .toList(),
                () -> text(rows));
        assertNothingLeaked();
    }

    /// MOS has it so; its page shows the menu to admins alone.
    @Test
    void otherUsersOfMosMayDoNothing() {
        SecretText user = session("plain", "user");
        for (String path : List.of(BASE, BASE + "/me", "/api/v1/mos/tokens", "/metrics")) {
            assertEquals(403, status("GET", path, user), path);
        }
        assertEquals(403, status("POST", BASE, user, "{\"name\":\"z\"}"));
        assertEquals(403, status("POST", BASE + "/me/rotate", user));
        assertNothingLeaked();
    }

    /// A session of MOS is no token, and nothing outlives it but admin tokens.
    @Test
    void aSessionOfMosIsNoToken() {
        assertEquals(403, status("GET", BASE + "/me", admin));
        assertEquals(403, status("POST", BASE + "/me/rotate", admin));
        assertEquals(403, status("POST", "/api/v1/auth/sign-in-links", admin));
        assertEquals(401, status("GET", "/check", admin));
        assertEquals(
                401, app.ask("GET", app.gateway().resolve("/token"), admin, null).statusCode());
        assertEquals(303, status("GET", "/", admin)); // the page goes by its cookie alone
        assertNothingLeaked();
    }

    /// MOS's page has no step-up, but whoever took a token of a week from a browser must not turn
    /// it into one for ever. Signing out of MOS and in again is the step up.
    @Test
    void whatHandsOutSecretsNeedsARecentSignIn() {
        token("there", "null");
        String one = BASE + "/" + id("there");
        app.clock().move(Duration.ofMinutes(16));
        HttpResponse<byte[]> refused = ask("POST", BASE, admin, "{\"name\":\"z\"}");
        assertEquals(401, refused.statusCode());
        assertTrue(
                refused.headers()
                        .firstValue("WWW-Authenticate")
                        .orElse("")
                        .contains("insufficient_user_authentication"));
        assertTrue(text(refused).contains("Sign out of MOS and in again"), text(refused));
        assertEquals(401, status("POST", one + "/rotate", admin));
        assertEquals(401, status("POST", "/api/v1/mos/tokens", admin, "{\"github\":\"x\"}"));
        assertEquals(200, status("GET", BASE, admin));
        assertEquals(200, status("PUT", one + "/deactivate", admin));
        assertEquals(200, status("DELETE", one, session("admin", "admin")));
        assertNothingLeaked();
    }

    @Test
    void itEndsWithItselfAndWithTheSecret() {
        app.clock().move(Duration.ofDays(7).minusSeconds(2));
        assertEquals(200, status("GET", BASE, admin));
        app.clock().move(Duration.ofSeconds(2));
        assertEquals(401, status("GET", BASE, admin));
        SecretText next = session("next", "admin");
        assertEquals(200, status("GET", BASE, next));
        mos.changeKey("another-secret".repeat(4));
        Eventually.within(Duration.ofSeconds(30), () -> status("GET", BASE, next) == 401);
        assertEquals(200, status("GET", BASE, session("after", "admin")));
        SecretText after = session("after", "admin");
        mos.writeEnv("JWT_SECRET=\n");
        Eventually.within(Duration.ofSeconds(30), () -> status("GET", BASE, after) == 401);
        assertNothingLeaked();
    }

    private void becomes(int status, SecretText token) {
        Eventually.within(
                Duration.ofSeconds(30), "" + status, () -> status("GET", BASE, token) == status);
    }

    /// MOS asks its list at each request; we have it again within seconds.
    @Test
    void whoIsRemovedOrDemotedInMosIsNobodyHere() {
        assertEquals(200, status("GET", BASE, admin), "there is no list of users yet");
        mos.writeUser("user");
        becomes(401, admin);
        assertEquals(403, status("GET", BASE, session("admin", "user")), "who signed in anew");
        mos.writeUser("admin");
        becomes(200, admin);
        assertEquals(401, status("GET", BASE, session("was a user", "user")));
        mos.writeUsers("[]");
        becomes(401, admin);
        app.restart(); // writes what was counted
        String rows = text(app.local("GET", "/api/v1/audit?action=refused"));
        assertTrue(rows.contains("MOS session: no such user any more, "), rows);
        assertTrue(rows.contains("MOS session: another role now, "), rows);
        assertNothingLeaked();
    }

    /// As while MOS writes it.
    @Test
    void aListOfUsersThatCannotBeReadLeavesThoseOfBefore() {
        mos.writeUser("admin");
        app.restart();
        mos.writeUsers("[{\"id\":\"17");
        mos.changeKey("another-secret".repeat(4));
        SecretText stranger = mos.user("17", "stranger", "admin", app.clock().instant());
        leaks.plant("stranger in MOS", stranger.exposeUtf8());
        // The users are read before the secret.
        becomes(200, session("admin", "admin"));
        assertEquals(401, status("GET", BASE, stranger));
        mos.writeUsers("[" + MosBox.listed("17", "stranger", "admin") + "]");
        becomes(200, stranger);
        assertEquals(401, status("GET", BASE, session("admin", "admin")));
        assertNothingLeaked();
    }

    /// Wrong ones are counted like other wrong credentials, and say no more.
    @Test
    void aWrongOneIsAWrongCredential() {
        SecretText wrong = SecretText.of(admin.exposeText().replaceFirst("\\.[^.]*$", ".AAAA"));
        HttpResponse<byte[]> answer = ask("GET", BASE, wrong, null);
        assertEquals(401, answer.statusCode());
        assertEquals("Invalid or expired token.", TestApp.json(answer).path("error").stringValue());
        assertEquals(
                401, status("GET", BASE, mos.signed("{\"id\":\"1\",\"purpose\":\"mfa_verify\"}")));
        app.restart(); // writes what was counted
        String rows = text(app.local("GET", "/api/v1/audit?action=refused"));
        assertTrue(rows.contains("MOS session: wrong signature, 1 times"), rows);
        assertTrue(rows.contains("MOS session: made for something else, 1 times"), rows);
        assertNothingLeaked();
    }

    @Test
    void withoutItsSecretNobodyIsKnown() {
        app.close();
        app = TestApp.start(directory);
        assertEquals(401, status("GET", BASE, admin));
        assertNothingLeaked();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PORT=998",
                "JWT_SECRET=",
                "JWT_SECRET=short",
                "#JWT_SECRET=0123456789012345678901234567890123",
                "JWT_SECRET=abc=0123456789012345678901234567890123"
            })
    void aFileWithoutAProperSecretIsSaidSoAtTheStart(String env) {
        app.close();
        mos.writeEnv(env);
        String problem =
                assertThrows(
                                StartProblem.class,
                                () -> TestApp.in(directory).mos(mos.config()).start())
                        .getMessage();
        assertTrue(problem.startsWith("mos.env-file: JWT_SECRET in "), problem);
        app = TestApp.start(directory);
        assertNothingLeaked();
    }

    /// MOS cuts a value at its second `=`, so a base64 secret has none of its padding.
    @Test
    void theSecretIsReadAsMosReadsIt() {
        app.close();
        String cut = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
        mos.changeKey(cut);
        mos.writeEnv("JWT_SECRET=old\n\n JWT_SECRET = " + cut + "=\r\nPORT=998");
        app = TestApp.in(directory).mos(mos.config()).start();
        assertEquals(200, status("GET", BASE, session("admin", "admin")));
        assertNothingLeaked();
    }
}
