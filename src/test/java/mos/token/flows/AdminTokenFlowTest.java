package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import mos.token.secret.SecretText;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;

/// Admin tokens from their creation to their end, over HTTP. Each flow ends with a search for every
/// token it made.
class AdminTokenFlowTest extends TokenFlow {
    @Test
    void aTokenLivesAndEndsAsMosClientsExpect() {
        assertEquals("[]", text(app.local("GET", BASE)));
        SecretText full = token("full one", "null");
        SecretText reader = token("reader", "{\"mode\":\"readonly\"}");
        String readerId = id("reader");

        HttpResponse<byte[]> me = ask("GET", BASE + "/me", reader, null);
        assertEquals(
                "{\"id\":\"%s\",\"name\":\"reader\",\"role\":\"admin\",\"isBootToken\":false,\"permissions\":{\"mode\":\"readonly\"},\"expiresAt\":null}"
                        .formatted(readerId),
                text(me));
        HttpResponse<byte[]> denied = ask("GET", BASE, reader, null);
        assertEquals(403, denied.statusCode());
        assertEquals(
                "Access denied. Readonly tokens cannot access the 'auth' resource.",
                TestApp.json(denied).path("error").stringValue());
        assertEquals(403, ask("POST", BASE, reader, "{\"name\":\"x\"}").statusCode());

        HttpResponse<byte[]> changed =
                ask(
                        "PUT",
                        BASE + "/" + readerId + "/permissions",
                        full,
                        "{\"permissions\":{\"mode\":\"custom\",\"resources\":{\"auth\":\"read\"}}}");
        assertEquals(200, changed.statusCode());
        assertEquals(200, ask("GET", BASE, reader, null).statusCode());
        assertEquals(
                readerId,
                TestApp.json(ask("GET", BASE + "/" + readerId, reader, null))
                        .path("id")
                        .stringValue());

        assertEquals(
                200, ask("PUT", BASE + "/" + readerId + "/deactivate", full, null).statusCode());
        HttpResponse<byte[]> refused = ask("GET", BASE + "/me", reader, null);
        assertEquals(401, refused.statusCode());
        assertEquals(
                "Invalid or expired token.", TestApp.json(refused).path("error").stringValue());
        assertTrue(
                refused.headers()
                        .firstValue("WWW-Authenticate")
                        .orElseThrow()
                        .contains("error=\"invalid_token\""));
        assertEquals(200, ask("DELETE", BASE + "/" + readerId, full, null).statusCode());
        assertEquals(400, ask("DELETE", BASE + "/" + readerId, full, null).statusCode());

        app.restart();
        assertEquals(200, ask("GET", BASE + "/me", full, null).statusCode());
        assertEquals(401, ask("GET", BASE + "/me", reader, null).statusCode());
        assertNothingLeaked();
    }

    /// D-20: MOS gave a read-only token the list of all tokens on `/api/v1/AUTH/…`.
    @Test
    void noSpellingOfThePathOpensWhatIsGuarded() {
        SecretText reader = token("reader", "{\"mode\":\"readonly\"}");
        for (String path :
                List.of(
                        "/api/v1/AUTH/admin-tokens",
                        "/api/v1/auth/Admin-Tokens",
                        "/api/v1/%61uth/admin-tokens",
                        "/api/v1//auth/admin-tokens",
                        "/api/v1/auth/admin-tokens/",
                        "/api/v1/auth/./admin-tokens",
                        "/api/v1/mos/../auth/admin-tokens",
                        "/api/v1/auth;x=1/admin-tokens",
                        "/api/v1/auth%2fadmin-tokens",
                        BASE)) {
            URI uri = URI.create(app.admin() + path);
            int status = app.ask("GET", uri, reader, null).statusCode();
            assertTrue(status >= 400 && status < 500, path + " answered " + status);
        }
        assertNothingLeaked();
    }

    /// D-8 and D-26: a token counts in `Authorization` alone.
    @Test
    void aTokenInTheWrongPlaceIsNoToken() {
        SecretText full = token("full one", "null");
        String text = full.exposeText();
        URI list = app.admin().resolve(BASE);
        assertEquals(401, app.ask("GET", list, null, null, "X-Api-Key", text).statusCode());
        assertEquals(
                401,
                app.ask("GET", list, null, null, "Cookie", "mos_session=" + text).statusCode());
        assertEquals(401, ask("GET", BASE + "?token=" + text, null, null).statusCode());
        assertEquals(401, ask("GET", BASE + "?access_token=" + text, null, null).statusCode());
        for (String scheme : List.of("Basic ", "Digest ", "Token ", "")) {
            assertEquals(
                    401,
                    app.ask("GET", list, null, null, "Authorization", scheme + text).statusCode());
        }
        String basic =
                Base64.getEncoder()
                        .encodeToString(("anybody:" + text).getBytes(StandardCharsets.UTF_8));
        assertEquals(
                200,
                app.ask("GET", list, null, null, "Authorization", "Basic " + basic).statusCode());
        assertNothingLeaked();
    }

    /// The local token is for this machine: a proxy in front of us brings strangers.
    @Test
    void theLocalTokenIsWorthNothingThroughAProxy() {
        token("planted", "null");
        URI me = app.admin().resolve(BASE + "/me");
        SecretText local = app.localToken();
        HttpResponse<byte[]> direct = app.ask("GET", me, local, null);
        assertEquals("local-token", TestApp.json(direct).path("name").stringValue());
        assertTrue(TestApp.json(direct).path("isBootToken").booleanValue());
        for (String[] header :
                List.of(
                        new String[] {"X-Forwarded-For", "192.0.2.7"},
                        new String[] {"X-Forwarded-For", "127.0.0.1"},
                        new String[] {"X-Forwarded-For", "nonsense"},
                        new String[] {"Forwarded", "for=127.0.0.1"},
                        new String[] {"X-Real-IP", "127.0.0.1"})) {
            assertEquals(401, app.ask("GET", me, local, null, header).statusCode(), header[0]);
        }
        assertNothingLeaked();
    }

    @Test
    void theSignInLinkIsMadeByTheApi() {
        token("planted", "null");
        SecretText manager =
                token("manager", "{\"mode\":\"custom\",\"resources\":{\"auth\":\"write\"}}");
        HttpResponse<byte[]> made =
                app.ask(
                        "POST",
                        app.admin().resolve("/api/v1/auth/sign-in-links"),
                        app.localToken(),
                        null);
        assertEquals(201, made.statusCode());
        assertTrue(
                TestApp.json(made)
                        .path("link")
                        .stringValue()
                        .matches("/sign-in\\?code=[\\w-]{27}"));
        assertEquals(403, ask("POST", "/api/v1/auth/sign-in-links", manager, null).statusCode());
        assertNothingLeaked();
    }
}
