package mos.token.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.admintoken.LocalToken;
import mos.token.http.ClientAddress;
import mos.token.http.Reply;
import mos.token.http.Route;
import mos.token.net.IpAddresses;
import mos.token.secret.SecretText;
import mos.token.testkit.FakeRequest;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "get", "BREW");

    @TempDir Path directory;
    TokenHouse house;
    LocalToken local;
    Check check;
    Issued full;
    Issued readonly;
    Issued custom;

    @BeforeEach
    void open() {
        house = new TokenHouse(directory, Clock.systemUTC());
        local = LocalToken.create(directory, new SecureRandom());
        check = new Check(house.adminTokens, local, house.access);
        full = house.issue("full", Permissions.full());
        readonly = house.issue("ro", Permissions.readonly());
        custom =
                house.issue(
                        "cu",
                        new Permissions.Custom(
                                Map.of(
                                        "docker", Level.WRITE,
                                        "mos", Level.READ,
                                        "vm", Level.NONE)));
    }

    @AfterEach
    void close() {
        local.close();
        house.close();
    }

    private Reply answer(FakeRequest request) {
        Route route = check.routes().getFirst();
        assertEquals("/check", route.template());
        Reply fast = java.util.Objects.requireNonNull(route.fast()).handle(request).orElseThrow();
        assertInstanceOf(Reply.Body.Empty.class, fast.body());
        assertEquals("no-store", fast.headers().first("Cache-Control").orElseThrow());
        assertEquals(fast.status() != 200, fast.headers().first("WWW-Authenticate").isPresent());
        return fast;
    }

    private static FakeRequest bearer(SecretText token) {
        return FakeRequest.of("GET", "/check")
                .with("Authorization", "Bearer " + token.exposeText());
    }

    private Reply ask(Issued token, String method, String uri) {
        return answer(
                bearer(token.secret())
                        .with("X-Original-Method", method)
                        .with("X-Original-URI", uri));
    }

    private int status(Issued token, String method, String uri) {
        return ask(token, method, uri).status();
    }

    /// The whole matrix, decided here by the rule of the manual and not by the product's code.
    @Test
    void permissionsDecideForEveryResourceAndMethod() {
        for (Resource resource : Resource.ALL) {
            String name = resource.name();
            for (String method : METHODS) {
                boolean reads = method.equals("GET") || method.equals("HEAD");
                for (String rest : List.of("", "/", "/x", "/x/y?z=/../", "?a=%2f;")) {
                    String uri = "/api/v1/" + name + rest;
                    assertEquals(200, status(full, method, uri), uri);
                    boolean guarded =
                            List.of("auth", "users", "audit", "registry", "github").contains(name);
                    assertEquals(
                            reads && !guarded ? 200 : 403,
                            status(readonly, method, uri),
                            method + " " + uri);
                    boolean granted = name.equals("docker") || (name.equals("mos") && reads);
                    assertEquals(
                            granted ? 200 : 403, status(custom, method, uri), method + " " + uri);
                }
            }
        }
    }

    /// D-20: what another server could read in another way, only full permissions open.
    @Test
    void spellingsOfAPathGainNothing() {
        for (String uri :
                List.of(
                        "/api/v1/AUTH/admin-tokens",
                        "/api/v1/Docker/x",
                        "/API/v1/docker/x",
                        "/api/V1/docker/x",
                        "/api/v1/%64ocker/x",
                        "/api/v1/docker%2fx",
                        "/api/v1/docker/%2f..%2fauth",
                        "/api/v1/docker/%2F",
                        "/api/v1/docker/%5c",
                        "/api/v1/docker/%00",
                        "/api/v1/docker/%0a",
                        "/api/v1/docker/%2e%2e/auth",
                        "/api/v1/docker/%252e%252e/auth",
                        "/api/v1/docker/%c0%ae%c0%ae/auth",
                        "/api/v1/docker/%3b",
                        "/api/v1/docker/%",
                        "/api/v1/docker/%2",
                        "/api/v1/docker/%zz",
                        "/api/v1/docker;x=1/y",
                        "/api/v1/docker/x;y",
                        "/api/v1//docker/x",
                        "//api/v1/docker/x",
                        "/api//v1/docker/x",
                        "/api/v1/docker//x",
                        "/api/v1/docker//",
                        "/api/v1/docker/./x",
                        "/api/v1/docker/../auth",
                        "/api/v1/docker/..",
                        "/api/v1/docker/.",
                        "/api/v1/docker/.../x",
                        "/api/v1/./docker",
                        "/api/v1/../v1/docker",
                        "/api/v1/docker\\x",
                        "/api/v1/docker/x#y",
                        "/api/v1/docker/ x",
                        "/api/v1/docker/\u00e4",
                        "/api/v1/docker.",
                        "/api/v1/docker ",
                        "/api/v1/dockerx",
                        "/api/v1/dock",
                        "/api/v1/",
                        "/api/v1",
                        "/api/v2/docker",
                        "/api/v1.1/docker",
                        "/",
                        "",
                        "*",
                        "api/v1/docker",
                        "http://nas/api/v1/docker",
                        "nas:443",
                        "/other")) {
            assertEquals(200, status(full, "GET", uri), uri);
            assertEquals(403, status(custom, "GET", uri), uri);
            assertEquals(403, status(readonly, "GET", uri), uri);
        }
    }

    @Test
    void ordinaryPathsAreNotRefused() {
        for (String uri :
                List.of(
                        "/api/v1/docker/my%20box",
                        "/api/v1/docker/caf%C3%A9",
                        "/api/v1/docker/a.b..c",
                        "/api/v1/docker/.hidden",
                        "/api/v1/docker/a@b:c+d,e=f~g")) {
            assertEquals(200, status(custom, "GET", uri), uri);
        }
    }

    @Test
    void withoutTheOriginalRequestOnlyFullPasses() {
        FakeRequest bare = bearer(custom.secret());
        assertEquals(403, answer(bare).status());
        assertEquals(403, answer(bare.with("X-Original-Method", "GET")).status());
        assertEquals(403, answer(bare.with("X-Original-URI", "/api/v1/docker")).status());
        assertEquals(200, answer(bearer(full.secret())).status());
    }

    /// A client's own header beside the proxy's: nobody can tell which one is true.
    @Test
    void twoOriginalRequestsAreNone() {
        FakeRequest once =
                bearer(custom.secret())
                        .with("X-Original-Method", "GET")
                        .with("X-Original-URI", "/api/v1/docker");
        assertEquals(200, answer(once).status());
        assertEquals(403, answer(once.with("X-Original-URI", "/api/v1/docker")).status());
        assertEquals(403, answer(once.with("X-Original-Method", "GET")).status());
    }

    /// D-27: a header that overrides the method is not listened to.
    @Test
    void noHeaderOverridesTheMethod() {
        FakeRequest request =
                bearer(readonly.secret())
                        .with("X-Original-Method", "POST")
                        .with("X-Original-URI", "/api/v1/docker")
                        .with("X-HTTP-Method-Override", "GET");
        assertEquals(403, answer(request).status());
    }

    @Test
    void everyTokenMayAskWhatItIs() {
        for (Issued token : List.of(full, readonly, custom)) {
            String me = "/api/v1/auth/admin-tokens/me";
            assertEquals(200, status(token, "GET", me));
            assertEquals(200, status(token, "HEAD", me + "?x=1"));
            assertEquals(token.equals(full) ? 200 : 403, status(token, "POST", me));
            assertEquals(token.equals(full) ? 200 : 403, status(token, "GET", me + "/"));
            assertEquals(token.equals(full) ? 200 : 403, status(token, "GET", me + "/x"));
            assertEquals(
                    token.equals(full) ? 200 : 403,
                    status(token, "GET", "/api/v1/AUTH/admin-tokens/me"));
        }
    }

    @Test
    void theAnswerNamesTheTokenAndNeverShowsIt() {
        Reply allowed = ask(custom, "GET", "/api/v1/docker");
        assertEquals("cu", allowed.headers().first("X-Mos-Subject").orElseThrow());
        assertEquals(custom.token().id(), allowed.headers().first("X-Mos-Token-Id").orElseThrow());
        assertEquals(
                "docker:write mos:read", allowed.headers().first("X-Mos-Scopes").orElseThrow());
        Issued odd = house.issue("Büro 100%", Permissions.full());
        assertEquals(
                "B%C3%BCro 100%25",
                answer(bearer(odd.secret())).headers().first("X-Mos-Subject").orElseThrow());
        Issued nothing = house.issue("nothing", Permissions.nothing());
        assertEquals(
                "none",
                ask(nothing, "GET", "/api/v1/auth/admin-tokens/me")
                        .headers()
                        .first("X-Mos-Scopes")
                        .orElseThrow());
    }

    /// RFC 6750 §3.
    @Test
    void refusalsSayWhatIsMissing() {
        assertEquals("Bearer realm=\"MOS Token\"", challenge(FakeRequest.of("GET", "/check"), 401));
        assertEquals(
                "Bearer realm=\"MOS Token\", error=\"insufficient_scope\"," + " scope=\"vm:write\"",
                ask(custom, "POST", "/api/v1/vm")
                        .headers()
                        .first("WWW-Authenticate")
                        .orElseThrow());
        String unknown = challenge(bearer(SecretText.of("0123456789abcdef".repeat(4))), 401);
        assertEquals(
                "Bearer realm=\"MOS Token\", error=\"invalid_token\","
                        + " error_description=\"Invalid or expired token.\"",
                unknown);
        house.adminTokens.deactivate(TokenHouse.OWNER, custom.token().id());
        assertEquals(unknown, challenge(bearer(custom.secret()), 401));
        assertTrue(challenge(bearer(SecretText.of("x")), 401).contains("starts with mos_"));
    }

    private String challenge(FakeRequest request, int status) {
        Reply reply = answer(request);
        assertEquals(status, reply.status());
        return reply.headers().first("WWW-Authenticate").orElseThrow();
    }

    @Test
    void theTokenMayComeAsBearerOrAsBasicPassword() {
        String text = full.secret().exposeText();
        for (String value :
                List.of(
                        "Bearer " + text,
                        "bearer " + text,
                        "BEARER  " + text,
                        "Basic " + base64("anybody:" + text),
                        "basic " + base64(":" + text))) {
            assertEquals(200, answer(authorized(value)).status());
        }
        for (String value :
                List.of(
                        text,
                        "Token " + text,
                        "Digest " + text,
                        "Bearer",
                        "Bearer ",
                        "Bearer " + text + " x",
                        "Bearer\t" + text,
                        "Basic " + text,
                        "Basic " + base64(text),
                        "Basic " + base64(text + ":"),
                        "Basic " + base64("a:b:" + text),
                        "Basic %",
                        "Basic "
                                + Base64.getEncoder().encodeToString(new byte[] {':', (byte) 0xff}),
                        "")) {
            assertEquals(401, answer(authorized(value)).status());
        }
        FakeRequest twice = authorized("Bearer " + text).with("authorization", "Bearer " + text);
        assertEquals(401, answer(twice).status());
    }

    private static FakeRequest authorized(String value) {
        return FakeRequest.of("POST", "/check").with("Authorization", value);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The local token never opens anything for who comes through a proxy.
    @Test
    void theLocalTokenOpensOnlyWithoutAProxy() throws Exception {
        SecretText token = SecretText.of(Files.readString(local.file()));
        FakeRequest request = bearer(token);
        assertEquals(200, answer(request).status());
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (ClientAddress client :
                List.of(
                        new ClientAddress(loopback, true),
                        new ClientAddress(IpAddresses.parseLiteral("192.0.2.7"), false),
                        new ClientAddress(null, true))) {
            assertEquals(401, answer(request.from(client)).status());
        }
        assertEquals(
                401,
                answer(
                                request.with("X-Original-Method", "GET")
                                        .with("X-Original-URI", "/api/v1/docker"))
                        .status());
    }

    /// D-29: the check is not a cache.
    @Test
    void whatIsEndedIsRefusedByTheNextCheck() {
        assertEquals(200, status(custom, "POST", "/api/v1/docker"));
        house.adminTokens.setPermissions(
                TokenHouse.OWNER,
                custom.token().id(),
                new Permissions.Custom(Map.of("docker", Level.READ)));
        assertEquals(403, status(custom, "POST", "/api/v1/docker"));
        assertEquals(200, status(custom, "GET", "/api/v1/docker"));
        house.adminTokens.delete(TokenHouse.OWNER, custom.token().id());
        assertEquals(401, status(custom, "GET", "/api/v1/docker"));
    }

    @Test
    void refusalsAreCountedForTheAuditLog() {
        for (int i = 0; i < 3; i++) {
            status(custom, "POST", "/api/v1/vm");
        }
        house.access.flush();
        List<String> details =
                house.database.read(q ->
                        q
                                .rows(
                                        "select detail from audit where action = 'refused' and"
                                                + " subject = 'check vm:write'")
                                .stream()
                                .map(row -> row.text("detail"))
                                .toList());
        assertEquals(List.of("denied, 3 times"), details);
        assertFalse(details.isEmpty());
    }

    @Test
    void itHasNoOtherRoutesThanItsOwn() {
        assertEquals(
                List.of("/check", "/check/{path...}"),
                check.routes().stream().map(Route::template).toList());
    }
}
