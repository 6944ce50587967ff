package mos.token.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatekeeperTest {
    private static final Need OPEN = new Need.Open("test");
    private Fixture http;

    @BeforeAll
    void start() {
        Handler who = r -> Reply.text(200, r.caller().kind());
        Need read = new Need.Granted(Resource.AUTH, Level.READ);
        Need write = new Need.Granted(Resource.MOS, Level.WRITE);
        http =
                new Fixture(
                        Route.api("GET", "/auth", read, who),
                        Route.api("POST", "/mos", write, who),
                        Route.api("GET", "/any", new Need.AnyToken(), who),
                        Route.api("GET", "/open", OPEN, who),
                        Route.page("GET", "/page", write, who),
                        Route.page("POST", "/page", write, who),
                        Route.page("POST", "/sign-in", OPEN, who),
                        Route.own("/own", OPEN, 0, who, null),
                        Route.api(
                                "GET",
                                "/broken",
                                OPEN,
                                r -> {
                                    throw new IllegalStateException(
                                            "secret " + "gh" + "p_" + "a".repeat(36));
                                }),
                        Route.api(
                                "GET",
                                "/bad",
                                OPEN,
                                r -> {
                                    throw new BadRequest("name: too long, at most 3");
                                }));
    }

    @BeforeEach
    void forget() {
        http.refusals.clear();
    }

    @AfterAll
    void stop() {
        http.close();
    }

    @Test
    void tokensComeAsBearerOrBasicPassword() {
        assertEquals("token", get("/auth", "Authorization", "Bearer " + Fixture.FULL));
        assertEquals("token", get("/auth", "Authorization", "bEARER " + Fixture.FULL));
        assertEquals("token", get("/auth", "Authorization", basic("x:" + Fixture.FULL)));
        assertEquals("session", get("/auth", "Cookie", "mos_session=" + Fixture.SESSION));
        assertEquals("anonymous", get("/open", "Authorization", "Bearer wrong"));
        assertEquals("anonymous", get("/own", "Cookie", "mos_session=" + Fixture.SESSION));
        assertTrue(http.refusals.isEmpty(), http.refusals.toString());
    }

    @Test
    void missingAndWrongCredentialsAre401() {
        var missing = http.send("GET", "/auth");
        assertEquals(401, missing.statusCode());
        assertEquals("Bearer realm=\"MOS Token\"", header(missing, "WWW-Authenticate"));
        assertEquals("application/problem+json", header(missing, "Content-Type"));
        var body = Json.read(missing.body().getBytes(StandardCharsets.UTF_8));
        assertEquals("Access denied. Token required.", body.get("error").asString());
        assertEquals("auth:read|no credential||127.0.0.1", http.refusals.getFirst());

        var wrong = http.send("GET", "/auth", "Authorization", "Bearer wrong");
        assertEquals(401, wrong.statusCode());
        assertEquals(
                "Bearer realm=\"MOS Token\", error=\"invalid_token\"",
                header(wrong, "WWW-Authenticate"));
        assertTrue(wrong.body().contains("Invalid or expired token."), wrong.body());
        assertEquals("auth:read|unknown||127.0.0.1", http.refusals.getLast());

        for (String line : new String[] {"Digest x", basic("nocolon"), "Basic !!!"}) {
            assertEquals(401, http.send("GET", "/auth", "Authorization", line).statusCode(), line);
        }
        assertEquals(
                400,
                http.send("GET", "/auth", "Authorization", "Bearer a", "Authorization", "Bearer b")
                        .statusCode());
        assertEquals(
                401,
                http.send(
                                "GET",
                                "/auth",
                                "Cookie",
                                "mos_session=" + Fixture.SESSION + "; mos_session=x")
                        .statusCode());
    }

    @Test
    void missingPermissionsAre403InMosWords() {
        var guarded = http.send("GET", "/auth", "Authorization", "Bearer " + Fixture.READONLY);
        assertEquals(403, guarded.statusCode());
        assertTrue(
                guarded.body().contains("Readonly tokens cannot access the 'auth' resource."),
                guarded.body());
        assertEquals("auth:read", header(guarded, "X-Accepted-Permissions"));
        assertTrue(header(guarded, "WWW-Authenticate").contains("insufficient_scope"));
        assertEquals("auth:read|insufficient permissions|t1|127.0.0.1", http.refusals.getFirst());
        var write = http.send("POST", "/mos", "Authorization", "Bearer " + Fixture.CUSTOM);
        assertTrue(
                write.body().contains("This token does not have 'write' permission for 'mos'."),
                write.body());
        assertEquals("token", get("/any", "Authorization", "Bearer " + Fixture.CUSTOM));
        assertEquals(
                403,
                http.send("GET", "/any", "Cookie", "mos_session=" + Fixture.SESSION).statusCode());
    }

    @Test
    void thePageSendsStrangersToSignIn() {
        var get = http.send("GET", "/page");
        assertEquals(303, get.statusCode());
        assertEquals("/sign-in", header(get, "Location"));
        assertEquals(401, http.send("POST", "/page", "Sec-Fetch-Site", "same-origin").statusCode());
        var htmx = http.send("GET", "/page", "HX-Request", "true");
        assertEquals(401, htmx.statusCode());
        assertEquals("/sign-in", header(htmx, "HX-Redirect"));
        var bearer = http.send("GET", "/page", "Authorization", "Bearer " + Fixture.FULL);
        assertEquals(303, bearer.statusCode());
        assertTrue(header(get, "Content-Security-Policy").startsWith("default-src 'none'"));
    }

    /// D-43: a change needs a sign that a page of ours asked for it. `ORIGIN` is our own origin.
    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, same-origin, 200",
        "Sec-Fetch-Site, none, 200",
        "Sec-Fetch-Site, same-site, 403",
        "Sec-Fetch-Site, cross-site, 403",
        "Origin, ORIGIN, 200",
        "Origin, http://evil.example, 403",
        "Origin, null, 403",
        "Origin, https://127.0.0.1, 403",
        "Referer, ORIGIN/page?x=1, 200",
        "Referer, http://evil.example/ORIGIN, 403",
        "Accept, */*, 403",
    })
    void changesNeedOurOwnPage(String name, String value, int status) {
        String origin = http.uri("").toString();
        for (String path : new String[] {"/page", "/mos", "/sign-in"}) {
            var answer =
                    http.send(
                            "POST",
                            path,
                            "Cookie",
                            "mos_session=" + Fixture.SESSION,
                            name,
                            value.replace("ORIGIN", origin));
            assertEquals(status, answer.statusCode(), path);
        }
        assertEquals(
                200,
                http.send(
                                "POST",
                                "/mos",
                                "Authorization",
                                "Bearer " + Fixture.FULL,
                                name,
                                value.replace("ORIGIN", origin))
                        .statusCode(),
                "a token is no cookie: nothing rides on it");
    }

    /// D-43, DNS rebinding: the page answers to our names only; a token call to every name.
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:1, 200", "localhost, 200", "LOCALHOST:8998, 200", "[::1]:9, 200",
        "10.1.2.3, 200", "nas.example, 200", "NAS.example:8998, 200", "evil.example, 421",
        "nas.example.evil.example, 421", "localhost.evil.example:80, 421", "1.2.3.4.evil, 421",
    })
    void thePageAnswersToOurNamesOnly(String host, int status) {
        String cookie = "Cookie: mos_session=" + Fixture.SESSION;
        assertTrue(raw("/page", host, cookie).startsWith("HTTP/1.1 " + status));
        assertTrue(raw("/auth", host, cookie).startsWith("HTTP/1.1 " + status));
        assertTrue(
                raw("/auth", host, "Authorization: Bearer " + Fixture.FULL)
                        .startsWith("HTTP/1.1 200"));
    }

    @Test
    void whatBreaksIsNamedByAnIncidentAndNothingElse() {
        var broken = http.send("GET", "/broken");
        assertEquals(500, broken.statusCode());
        assertTrue(broken.body().contains("incident"), broken.body());
        assertTrue(!broken.body().contains("secret"), broken.body());
        var bad = http.send("GET", "/bad");
        assertEquals(400, bad.statusCode());
        assertTrue(bad.body().contains("name: too long, at most 3"), bad.body());
    }

    private String raw(String path, String host, String header) {
        return http.raw(
                "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\nConnection: close\r\n\r\n"
                        .formatted(path, host, header));
    }

    private String get(String path, String... headers) {
        var answer = http.send("GET", path, headers);
        assertEquals(200, answer.statusCode(), answer.body());
        return answer.body();
    }

    private static String header(java.net.http.HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
