package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import mos.token.secret.SecretText;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.NginxProxy;
import mos.token.testkit.TestApp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Admin tokens from their creation to their end, over HTTP, and as nginx's guard. Each flow ends
/// with a search for every token it made.
class AdminTokenFlowTest {
    private static final String BASE = "/api/v1/auth/admin-tokens";

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

    private SecretText token(String name, String permissions) {
        SecretText token = app.createToken(name, permissions);
        leaks.plant(name, token.exposeUtf8());
        return token;
    }

    private void assertNothingLeaked(String... texts) {
        leaks.assertNotIn(texts);
        leaks.assertNotIn(app.answers());
        SecretText local = app.localToken();
        app.close();
        leaks.plant("local token", local.exposeUtf8()).assertNowhere(directory);
        assertFalse(Files.exists(app.data().resolve("local-token")));
    }

    private HttpResponse<byte[]> ask(
            String method, String path, @Nullable SecretText token, @Nullable String body) {
        return app.ask(method, app.admin().resolve(path), token, body);
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private String id(String name) {
        for (var token : TestApp.json(app.local("GET", BASE))) {
            if (token.path("name").stringValue().equals(name)) {
                return token.path("id").stringValue();
            }
        }
        throw new AssertionError("no token " + name);
    }

    @Test
    void aTokenLivesAndEndsAsMosClientsExpect() {
        assertEquals("[]", text(app.local("GET", BASE)));
        SecretText full = token("full one", "null");
        SecretText reader = token("reader", "{\"mode\":\"readonly\"}");
        String readerId = id("reader");

        HttpResponse<byte[]> me = ask("GET", BASE + "/me", reader, null);
        assertEquals(
                "{\"id\":\"%s\",\"name\":\"reader\",\"role\":\"admin\",\"isBootToken\":false,\"permissions\":{\"mode\":\"readonly\"}}"
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

    private NginxProxy nginx() {
        return NginxProxy.start(
                """
                location = /_auth {
                  internal;
                  proxy_pass %s/check;
                  proxy_pass_request_body off;
                  proxy_set_header Content-Length "";
                  proxy_set_header X-Original-URI $request_uri;
                  proxy_set_header X-Original-Method $request_method;
                  proxy_set_header X-Forwarded-For $remote_addr;
                }
                location /behind/ {
                  return 200 "$request_method for $http_x_mos_subject with $http_x_mos_scopes";
                }
                location / {
                  auth_request /_auth;
                  auth_request_set $subject $upstream_http_x_mos_subject;
                  auth_request_set $scopes $upstream_http_x_mos_scopes;
                  proxy_set_header X-Mos-Subject $subject;
                  proxy_set_header X-Mos-Scopes $scopes;
                  proxy_set_header Authorization "";
                  proxy_pass http://127.0.0.1:$server_port/behind/;
                }
                """
                        .formatted(app.admin()));
    }

    @Test
    void nginxLetsThroughWhatTheTokenMayAndNothingElse() {
        SecretText full = token("full one", "null");
        SecretText reader = token("reader", "{\"mode\":\"readonly\"}");
        SecretText docker =
                token("docker", "{\"mode\":\"custom\",\"resources\":{\"docker\":\"write\"}}");
        try (NginxProxy nginx = nginx()) {
            HttpResponse<byte[]> allowed =
                    app.ask(
                            "POST",
                            URI.create(nginx.base() + "/api/v1/docker/mos/compose?x=1"),
                            docker,
                            "{}",
                            "X-Mos-Subject",
                            "root",
                            "X-Original-URI",
                            "/api/v1/vm");
            assertEquals("POST for docker with docker:write", text(allowed));
            assertEquals(200, guarded(nginx, "GET", "/api/v1/vm", reader));
            assertEquals(403, guarded(nginx, "POST", "/api/v1/vm", reader));
            assertEquals(403, guarded(nginx, "GET", "/api/v1/users", reader));
            assertEquals(403, guarded(nginx, "GET", "/api/v1/vm", docker));
            assertEquals(403, guarded(nginx, "GET", "/other", docker));
            assertEquals(200, guarded(nginx, "DELETE", "/other", full));
            for (String path :
                    List.of(
                            "/api/v1/docker/../users",
                            "/api/v1/docker/%2e%2e/users",
                            "/api/v1//docker",
                            "/api/v1/Docker",
                            "/api/v1/docker;x/y",
                            "/api/v1/docker%2f..%2fusers")) {
                assertEquals(403, guarded(nginx, "GET", path, docker), path);
                assertEquals(200, guarded(nginx, "GET", path, full), path);
            }
            assertEquals(200, guarded(nginx, "GET", BASE + "/me", docker));

            HttpResponse<byte[]> nobody =
                    app.ask("GET", URI.create(nginx.base() + "/api/v1/docker"), null, null);
            assertEquals(401, nobody.statusCode());
            assertEquals(
                    List.of("Bearer realm=\"MOS Token\""),
                    nobody.headers().allValues("WWW-Authenticate"));
            assertEquals(401, guarded(nginx, "GET", "/api/v1/docker", app.localToken()));

            // D-29: ended here, refused there, from the next request on.
            String id = id("docker");
            assertEquals(200, guarded(nginx, "POST", "/api/v1/docker", docker));
            app.local(
                    "PUT",
                    BASE + "/" + id + "/permissions",
                    "{\"permissions\":{\"mode\":\"custom\",\"resources\":{\"docker\":\"read\"}}}");
            assertEquals(403, guarded(nginx, "POST", "/api/v1/docker", docker));
            assertEquals(200, guarded(nginx, "GET", "/api/v1/docker", docker));
            app.local("DELETE", BASE + "/" + id);
            assertEquals(401, guarded(nginx, "GET", "/api/v1/docker", docker));
            assertNothingLeaked(nginx.accessLog(), nginx.errorLog());
        }
    }

    private int guarded(NginxProxy nginx, String method, String path, SecretText token) {
        return app.ask(method, URI.create(nginx.base() + path), token, null).statusCode();
    }

    /// Exactly 200, 401 or 403, whatever is asked: nginx makes a 500 of everything else.
    @Test
    void theCheckAnswersNothingElse() {
        SecretText full = token("full one", "null");
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")) {
            for (String path : List.of("/check", "/check/api/v1/docker", "/check/a/../b%2f")) {
                URI uri = URI.create(app.admin() + path);
                HttpResponse<byte[]> answer = app.ask(method, uri, full, null);
                assertEquals(200, answer.statusCode(), method + " " + path);
                assertEquals(0, answer.body().length);
                assertEquals(401, app.ask(method, uri, null, null).statusCode());
            }
        }
        URI check = app.admin().resolve("/check");
        String line = "Bearer " + full.exposeText();
        assertEquals(
                401,
                app.ask("GET", check, full, null, "Authorization", line).statusCode(),
                "two Authorization headers");
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
