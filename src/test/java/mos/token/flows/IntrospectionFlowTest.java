package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import mos.token.admintoken.TokenFormat;
import mos.token.secret.SecretText;
import mos.token.testkit.RawHttp;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Token introspection (RFC 7662), as a program asks for it.
class IntrospectionFlowTest extends TokenFlow {
    private static final String PATH = "/oauth2/introspect";
    private static final String FORM = "application/x-www-form-urlencoded";

    private SecretText program;

    @BeforeEach
    void makeProgram() {
        program = token("program", "{\"mode\":\"custom\",\"resources\":{\"introspect\":\"read\"}}");
    }

    private HttpResponse<byte[]> post(SecretText who, String body) {
        return app.ask("POST", app.admin().resolve(PATH), who, body, "Content-Type", FORM);
    }

    private JsonNode of(SecretText token) {
        HttpResponse<byte[]> answer = post(program, "token=" + token.exposeText());
        assertEquals(200, answer.statusCode(), text(answer));
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
        assertEquals(
                "application/json; charset=utf-8",
                answer.headers().firstValue("Content-Type").orElse(""));
        return TestApp.json(answer);
    }

    private void assertInactive(SecretText token) {
        assertEquals("{\"active\":false}", of(token).toString());
    }

    /// RFC 7662 §2.2.
    @Test
    void aLiveTokenIsDescribed() {
        SecretText full = token("B\u00fcro 100%", "null");
        JsonNode told = of(full);
        assertEquals(
                Set.of(
                        "active",
                        "token_type",
                        "sub",
                        "client_id",
                        "username",
                        "scope",
                        "iat",
                        "iss"),
                new TreeSet<>(told.propertyNames()));
        assertTrue(told.path("active").booleanValue());
        assertEquals("Bearer", told.path("token_type").stringValue());
        assertEquals(id("B\u00fcro 100%"), told.path("sub").stringValue());
        assertEquals(told.path("sub"), told.path("client_id"));
        assertEquals("B\u00fcro 100%", told.path("username").stringValue());
        assertEquals(app.admin().toString(), told.path("iss").stringValue());
        assertEquals(
                Long.parseLong(told.path("sub").stringValue()) / 1_000,
                told.path("iat").longValue());
        List<String> scope = List.of(told.path("scope").stringValue().split(" "));
        assertEquals("full", scope.getFirst());
        assertTrue(scope.containsAll(List.of("auth:write", "docker:read", "introspect:read")));
        assertEquals(45, scope.size());

        assertEquals(
                "docker:read docker:write mos:read",
                scope(
                        "{\"mode\":\"custom\",\"resources\":{\"mos\":\"read\",\"docker\":\"write\"}}"));
        String readonly = scope("{\"mode\":\"readonly\"}");
        assertTrue(readonly.startsWith("readonly system:read disks:read "), readonly);
        assertFalse(readonly.contains("auth:") || readonly.contains(":write"), readonly);
        assertTrue(
                of(token("nothing", "{\"mode\":\"custom\",\"resources\":{}}"))
                        .path("scope")
                        .isMissingNode());
        assertNothingLeaked();
    }

    private String scope(String permissions) {
        return of(token("of " + permissions.hashCode(), permissions)).path("scope").stringValue();
    }

    @Test
    void timesAreWholeSecondsAndEndTheToken() {
        SecretText token = token("timed", "null");
        var now = app.clock().instant();
        var end = now.plus(Duration.ofHours(1)).plusMillis(700 - now.toEpochMilli() % 1_000);
        terms("timed", "\"expiresAt\":\"" + end + "\"");
        JsonNode told = of(token);
        assertEquals(end.getEpochSecond(), told.path("exp").longValue());
        assertTrue(told.path("exp").isIntegralNumber() && told.path("iat").isIntegralNumber());
        var begin = now.plus(Duration.ofMinutes(10));
        terms("timed", "\"notBefore\":\"" + begin + "\"");
        assertInactive(token);
        app.clock().move(Duration.ofMinutes(11));
        assertEquals(begin.getEpochSecond(), of(token).path("nbf").longValue());
        app.clock().move(Duration.ofHours(1));
        assertInactive(token);
        assertNothingLeaked();
    }

    /// Everything that opens nothing reads the same, whatever the reason.
    @Test
    void whatOpensNothingIsInactive() {
        SecretText token = token("ending", "null");
        assertTrue(of(token).path("active").booleanValue());
        String one = BASE + "/" + id("ending");
        app.local("PUT", one + "/deactivate");
        assertInactive(token);
        app.local("PUT", one + "/activate");
        assertTrue(of(token).path("active").booleanValue());
        app.local("DELETE", one);
        assertInactive(token);
        assertInactive(TokenFormat.generate(new SecureRandom()));
        assertInactive(SecretText.of("0123456789abcdef".repeat(4)));
        assertInactive(SecretText.of("eyJhbGciOiJIUzI1NiJ9.e30.x"));
        // the way in of this machine's owner is nobody else's token
        assertInactive(app.localToken());
        assertNothingLeaked();
    }

    /// Whoever shows the token is not known here; the program that asks stands for them.
    @Test
    void aTokenBoundToNetworksIsActiveForProgramsWithinThem() {
        SecretText token = token("bound", "null");
        terms("bound", "\"networks\":[\"192.0.2.0/24\"]");
        assertInactive(token);
        String form = "token=" + token.exposeText();
        String[] headers = {"Content-Type", FORM, "X-Forwarded-For", "192.0.2.7"};
        var answer = app.ask("POST", app.admin().resolve(PATH), program, form, headers);
        assertTrue(TestApp.json(answer).path("active").booleanValue());
        assertNothingLeaked();
    }

    /// RFC 7662 §2.1: who asks must be known, and may be anything but a session.
    @Test
    void onlyWhoMayReadIntrospectIsAnswered() {
        SecretText token = token("subject", "null");
        String form = "token=" + token.exposeText();
        for (String basic : List.of("anybody:", ":")) {
            String pair = basic + program.exposeText();
            String value =
                    Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            var answer =
                    app.ask(
                            "POST",
                            app.admin().resolve(PATH),
                            null,
                            form,
                            "Content-Type",
                            FORM,
                            "Authorization",
                            "Basic " + value);
            assertEquals(200, answer.statusCode());
        }
        assertEquals(200, post(app.localToken(), form).statusCode());
        assertEquals(200, post(token("reader", "{\"mode\":\"readonly\"}"), form).statusCode());

        for (SecretText stranger :
                java.util.Arrays.asList(
                        null, SecretText.of("wrong"), TokenFormat.generate(new SecureRandom()))) {
            var answer = post(stranger, form);
            assertEquals(401, answer.statusCode());
            assertEquals("invalid_client", TestApp.json(answer).path("error").stringValue());
            assertEquals(
                    List.of("Basic realm=\"MOS Token\"", "Bearer realm=\"MOS Token\""),
                    answer.headers().allValues("WWW-Authenticate"));
            assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
        }
        var denied =
                post(
                        token("other", "{\"mode\":\"custom\",\"resources\":{\"mos\":\"write\"}}"),
                        form);
        assertEquals(403, denied.statusCode());
        assertEquals("insufficient_scope", TestApp.json(denied).path("error").stringValue());
        assertEquals(
                "Bearer realm=\"MOS Token\", error=\"insufficient_scope\", scope=\"introspect:read\"",
                denied.headers().firstValue("WWW-Authenticate").orElse(""));
        assertEquals(
                "introspect:read",
                denied.headers().firstValue("X-Accepted-Permissions").orElse(""));
        app.local("PUT", BASE + "/" + id("program") + "/deactivate");
        assertEquals(401, post(program, form).statusCode());
        assertNothingLeaked();
    }

    /// RFC 6749 §5.2.
    @Test
    void aWrongRequestSaysWhatIsWrong() {
        String token = "token=" + token("subject", "null").exposeText();
        assertEquals(200, post(program, token + "&token_type_hint=nothing&x=y").statusCode());
        for (String form : List.of("", "x=y", "token", "Token=x", token + "&" + token, "%=1")) {
            var answer = post(program, form);
            assertEquals(400, answer.statusCode(), form.length() + " characters");
            assertEquals("invalid_request", TestApp.json(answer).path("error").stringValue());
        }
        assertEquals("{\"active\":false}", text(post(program, "token=")));
        var json = app.ask("POST", app.admin().resolve(PATH), program, "{\"token\":\"x\"}");
        assertEquals("invalid_request", TestApp.json(json).path("error").stringValue());
        assertEquals(413, post(program, "token=" + "a".repeat(70_000)).statusCode());
        for (String method : List.of("GET", "PUT", "DELETE")) {
            assertEquals(405, ask(method, PATH, program, null).statusCode(), method);
        }
        assertEquals(401, ask("POST", PATH + "?" + token, null, null).statusCode());
        String twice =
                RawHttp.send(
                        app.admin(),
                        "POST",
                        PATH,
                        "Authorization: Bearer " + program.exposeText(),
                        "Authorization: Bearer " + program.exposeText(),
                        "Content-Length: 0");
        assertEquals(400, RawHttp.status(twice));
        assertTrue(twice.contains("invalid_request"), twice);
        assertNothingLeaked();
    }

    /// The use is the presented token's; who asked stands in it.
    @Test
    void anIntrospectionIsAUseOfBothTokens() {
        SecretText token = token("used", "null");
        String[] headers = {"Content-Type", FORM, "User-Agent", "spring/7"};
        String form = "token=" + token.exposeText();
        app.ask("POST", app.admin().resolve(PATH), program, form, headers);
        for (String name : List.of("used", "program")) {
            JsonNode details = TestApp.json(app.local("GET", BASE + "/" + id(name)));
            assertEquals("spring/7", details.path("lastUsed").path("userAgent").stringValue());
            assertEquals("127.0.0.1", details.path("lastUsed").path("address").stringValue());
        }
        JsonNode used = TestApp.json(app.local("GET", BASE + "/" + id("used")));
        assertEquals("full", used.path("usedPermissions").path("mode").stringValue());
        app.local("PUT", BASE + "/" + id("used") + "/deactivate");
        assertInactive(token);
        JsonNode refused = TestApp.json(app.local("GET", BASE + "/" + id("used")));
        assertEquals(
                "introspection: inactive",
                refused.path("lastRefused").path("reason").stringValue());
        assertNothingLeaked();
    }

    private void terms(String name, String members) {
        var answer = app.local("PATCH", BASE + "/" + id(name), "{" + members + "}");
        assertEquals(200, answer.statusCode(), text(answer));
    }
}
