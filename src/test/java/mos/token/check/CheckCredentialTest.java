package mos.token.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.http.ClientAddress;
import mos.token.http.Reply;
import mos.token.http.Route;
import mos.token.net.IpAddresses;
import mos.token.secret.SecretText;
import mos.token.testkit.FakeRequest;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.Test;

/// Who asks, and what the check answers besides its status.
class CheckCredentialTest extends CheckHouse {
    @Test
    void theAnswerNamesTheTokenAndNeverShowsIt() {
        Reply allowed = ask(custom, "GET", "/api/v1/docker");
        assertEquals("cu", allowed.headers().first("X-Mos-Subject").orElseThrow());
        assertEquals(custom.token().id(), allowed.headers().first("X-Mos-Token-Id").orElseThrow());
        assertEquals(
                "docker:write mos:read", allowed.headers().first("X-Mos-Scopes").orElseThrow());
        assertEquals("custom", allowed.headers().first("X-Mos-Mode").orElseThrow());
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
                "Bearer realm=\"MOS Token\", error=\"insufficient_scope\","
                        + " error_description=\"This needs vm:write; the token is custom.\","
                        + " scope=\"vm:write\"",
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
                List.of("/check", "/check/{path...}", "/oauth2/introspect"),
                check.routes().stream().map(Route::template).toList());
    }
}
