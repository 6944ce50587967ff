package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mos.token.secret.SecretText;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;

/// A session from signing in to its end, over HTTP.
class SessionFlowTest extends TokenFlow {
    private HttpResponse<byte[]> signIn(String field, String value, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "application/x-www-form-urlencoded"));
        all.addAll(List.of("Sec-Fetch-Site", "same-origin"));
        return app.ask(
                "POST",
                app.admin().resolve("/sign-in"),
                null,
                field + "=" + value,
                all.toArray(String[]::new));
    }

    /// The cookie of an answer that signed in.
    private String cookie(HttpResponse<byte[]> answer) {
        assertEquals(303, answer.statusCode());
        String line = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(line.contains("HttpOnly") && line.contains("SameSite=Strict"));
        return line.substring(0, line.indexOf(';'));
    }

    private int list(String cookie, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Cookie";
        all[1] = cookie;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return app.ask("GET", app.admin().resolve(BASE), null, null, all).statusCode();
    }

    /// D-29: what was opened with a token ends with it.
    @Test
    void aSessionEndsWithItsTokenAlsoAfterARestart() {
        SecretText owner = token("owner", "null");
        SecretText other = token("other", "null");
        String first = cookie(signIn("token", owner.exposeText()));
        String second = cookie(signIn("token", other.exposeText()));
        assertEquals(200, list(first));
        String id = id("owner");
        app.local("PUT", BASE + "/" + id + "/deactivate");
        assertEquals(401, list(first));
        assertEquals(200, list(second));
        app.restart();
        assertEquals(401, list(first));
        assertEquals(200, list(second));
        assertEquals(401, signIn("token", owner.exposeText()).statusCode());
    }

    /// D-26 and D-43: a session is a cookie on our own page, and nothing else.
    @Test
    void aSessionIsNoTokenAndIsNotForOtherPages() {
        SecretText owner = token("owner", "null");
        SecretText reader = token("reader", "{\"mode\":\"readonly\"}");
        assertEquals(403, signIn("token", reader.exposeText()).statusCode());
        String cookie = cookie(signIn("token", owner.exposeText()));
        SecretText value = SecretText.of(cookie.substring(cookie.indexOf('=') + 1));
        assertEquals(401, ask("GET", BASE, value, null).statusCode());
        assertEquals(401, app.ask("GET", check(), value, null).statusCode());
        assertEquals(401, app.ask("GET", check(), null, null, "Cookie", cookie).statusCode());
        HttpResponse<byte[]> me =
                app.ask("GET", app.admin().resolve(BASE + "/me"), null, null, "Cookie", cookie);
        assertEquals(403, me.statusCode());
        assertEquals(
                "This endpoint is only available for API tokens.",
                TestApp.json(me).path("error").stringValue());
        HttpResponse<byte[]> foreign =
                app.ask(
                        "POST",
                        app.admin().resolve(BASE),
                        null,
                        "{\"name\":\"x\"}",
                        "Cookie",
                        cookie,
                        "Sec-Fetch-Site",
                        "cross-site");
        assertEquals(403, foreign.statusCode());
        leaks.plant("cookie", value.exposeUtf8());
        leaks.assertNotIn(text(app.local("GET", BASE)));
        app.close();
        leaks.assertNowhere(directory);
    }

    /// RFC 9470: a session that signed in too long ago makes and takes no secrets, and a program
    /// that uses it is told how to go on.
    @Test
    void aSessionMustBeRecentToMakeOrTakeASecret() {
        SecretText owner = token("owner", "null");
        String cookie = cookie(signIn("token", owner.exposeText()));
        app.clock().move(Duration.ofMinutes(16));
        String service = "/api/v1/mos/tokens";
        for (HttpResponse<byte[]> tooOld :
                List.of(
                        send("POST", BASE, cookie, "{\"name\":\"x\",\"permissions\":null}"),
                        send("POST", service, cookie, "{\"github\":\"0123456789abcdef\"}"))) {
            assertEquals(401, tooOld.statusCode());
            assertEquals(
                    "Bearer realm=\"MOS Token\", error=\"insufficient_user_authentication\","
                            + " max_age=900",
                    tooOld.headers().firstValue("WWW-Authenticate").orElseThrow());
            assertTrue(text(tooOld).contains("15 minutes"), text(tooOld));
        }
        assertEquals(1, TestApp.json(app.local("GET", BASE)).size());
        assertEquals(200, send("POST", service, cookie, "{\"github\":null}").statusCode());
        assertEquals(200, list(cookie));

        String anew = cookie(signIn("token", owner.exposeText(), "Cookie", cookie));
        assertEquals(401, list(cookie), "replaced by the new session");
        assertEquals(201, send("POST", BASE, anew, "{\"name\":\"x\"}").statusCode());
    }

    private HttpResponse<byte[]> send(String method, String path, String cookie, String body) {
        return app.ask(
                method,
                app.admin().resolve(path),
                null,
                body,
                "Cookie",
                cookie,
                "Sec-Fetch-Site",
                "same-origin");
    }

    @Test
    void aLinkSignsInOnceAndLookingAtItDoesNotUseItUp() {
        String link = app.app().signInLink().exposeText();
        String code = link.substring(link.indexOf("code=") + 5);
        for (int i = 0; i < 3; i++) {
            assertEquals(200, app.ask("GET", URI.create(link), null, null).statusCode());
        }
        String cookie = cookie(signIn("code", code));
        assertEquals(200, list(cookie));
        assertEquals(401, signIn("code", code).statusCode());
        HttpResponse<byte[]> out =
                app.ask(
                        "POST",
                        app.admin().resolve("/sign-out"),
                        null,
                        "",
                        "Cookie",
                        cookie,
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "Sec-Fetch-Site",
                        "same-origin");
        assertEquals(303, out.statusCode());
        assertEquals(401, list(cookie));
    }

    private URI check() {
        return app.admin().resolve("/check");
    }
}
