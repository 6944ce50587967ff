package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import mos.token.secret.SecretText;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What the owner learns of a token's use, over HTTP.
class UseFlowTest extends ProofFlow {
    private HttpResponse<byte[]> check(SecretText token, String method, String uri) {
        return app.ask(
                "GET",
                app.admin().resolve("/check"),
                token,
                null,
                "X-Original-Method",
                method,
                "X-Original-URI",
                uri);
    }

    /// Every call of a narrow tool, by its name.
    private Map<String, IntSupplier> calls(SecretText token) {
        Map<String, IntSupplier> calls = new LinkedHashMap<>();
        calls.put("list", () -> ask("GET", BASE, token, null).statusCode());
        calls.put("dismiss", () -> ask("PUT", "/api/v1/notices/dismiss", token, null).statusCode());
        calls.put("audit", () -> ask("GET", "/api/v1/audit", token, null).statusCode());
        calls.put("docker", () -> check(token, "GET", "/api/v1/docker/x").statusCode());
        calls.put("vm", () -> check(token, "POST", "/api/v1/vm").statusCode());
        calls.put(
                "registry",
                () -> app.ask("GET", app.gateway().resolve("/v2/"), token, null).statusCode());
        calls.put(
                "GitHub",
                () -> app.ask("GET", app.gateway().resolve(GITHUB), token, null).statusCode());
        return calls;
    }

    /// What was learned is what was done, at every door; narrowed to it, the token does the same.
    @Test
    void adoptingWhatWasUsedLeavesTheSameCallsOpenAndNoOther() {
        SecretText token = token("tool", "null");
        String id = id("tool");
        Map<String, Integer> before = new LinkedHashMap<>();
        calls(token).forEach((name, call) -> before.put(name, call.getAsInt()));
        before.forEach((name, status) -> assertFalse(status == 401 || status == 403, name));
        String used = details(id).path("usedPermissions").toString();
        assertEquals(
                "{\"mode\":\"custom\",\"resources\":{\"audit\":\"read\",\"auth\":\"write\","
                        + "\"docker\":\"read\",\"github\":\"read\",\"registry\":\"read\",\"vm\":\"write\"}}",
                used);
        assertEquals(200, app.local("PUT", BASE + "/" + id + "/permissions/adopt").statusCode());
        for (int round = 0; round < 2; round++) {
            assertEquals(used, details(id).path("permissions").toString());
            calls(token)
                    .forEach((name, call) -> assertEquals(before.get(name), call.getAsInt(), name));
            assertEquals(403, check(token, "POST", "/api/v1/docker/x").statusCode());
            assertEquals(403, ask("GET", "/api/v1/mos/tokens", token, null).statusCode());
            app.restart();
        }
        assertNothingLeaked();
    }

    /// What only full permissions open is learned as that: adopting must not end it.
    @Test
    void whatNeedsFullPermissionsIsLearnedAsFull() {
        Map<String, IntSupplier> ways = new LinkedHashMap<>();
        SecretText outside = token("outside", "null");
        ways.put("outside", () -> check(outside, "GET", "/elsewhere").statusCode());
        SecretText page = token("page", "null");
        ways.put("page", () -> signIn("token", page.exposeText()).statusCode());
        SecretText link = token("link", "null");
        ways.put("link", () -> code(link).isEmpty() ? 0 : 201);
        SecretText clock = token("clock", "null");
        ways.put("clock", () -> ask("PUT", "/api/v1/auth/clock/accept", clock, null).statusCode());
        ways.forEach((name, call) -> {
            int status = call.getAsInt();
            assertTrue(status < 400, name);
            String path = BASE + "/" + id(name) + "/permissions/adopt";
            assertEquals(200, app.local("PUT", path).statusCode(), name);
            assertEquals("{\"mode\":\"full\"}", details(id(name)).path("permissions").toString());
            assertEquals(status, call.getAsInt(), name);
        });
        assertNothingLeaked();
    }

    /// The client behind a trusted proxy, and a user agent as its writer would like it least.
    @Test
    void theLastUseIsTheClientsAndAHostileUserAgentStaysHarmless() {
        SecretText token = token("tool", "null");
        String id = id("tool");
        String agent = "bad\u0085agent\u0090 " + token.exposeText() + " " + "x".repeat(6_000);
        HttpResponse<byte[]> used =
                app.ask(
                        "GET",
                        app.admin().resolve(BASE + "/me"),
                        token,
                        null,
                        "X-Forwarded-For",
                        "203.0.113.9, 198.51.100.7",
                        "User-Agent",
                        agent);
        assertEquals(200, used.statusCode());
        for (int round = 0; round < 2; round++) {
            JsonNode last = details(id).path("lastUsed");
            assertEquals("198.51.100.7", last.path("address").stringValue());
            String kept = last.path("userAgent").stringValue();
            assertTrue(kept.contains("agent") && kept.length() <= 200, kept);
            assertTrue(kept.chars().noneMatch(Character::isISOControl), kept);
            assertTrue(kept.contains("[redacted]"), kept);
            app.restart();
        }
        assertNothingLeaked();
    }

    /// The last refusal with its reason, by every door.
    @Test
    void theLastRefusalIsToldWithItsReason() {
        SecretText token = token("tool", "{\"mode\":\"custom\",\"resources\":{\"vm\":\"read\"}}");
        String id = id("tool");
        assertTrue(details(id).path("lastRefused").isNull());
        Map<IntSupplier, String> refusals = new LinkedHashMap<>();
        refusals.put(
                () -> ask("GET", BASE, token, null).statusCode(),
                "auth:read: insufficient permissions");
        refusals.put(
                () -> check(token, "PUT", "/api/v1/vm").statusCode(), "check vm:write: denied");
        refusals.put(
                () -> app.ask("GET", app.gateway().resolve("/v2/"), token, null).statusCode(),
                "registry:read: denied");
        refusals.put(
                () -> app.ask("GET", app.gateway().resolve(GITHUB), token, null).statusCode(),
                "github:read: denied");
        refusals.put(() -> signIn("token", token.exposeText()).statusCode(), "sign-in: not full");
        refusals.forEach((call, reason) -> {
            assertTrue(call.getAsInt() >= 400, reason);
            assertEquals(reason, details(id).path("lastRefused").path("reason").stringValue());
        });
        app.local("PUT", BASE + "/" + id + "/deactivate");
        ask("GET", BASE + "/me", token, null);
        for (int round = 0; round < 2; round++) {
            JsonNode last = details(id).path("lastRefused");
            assertEquals("any token: inactive", last.path("reason").stringValue());
            assertEquals("127.0.0.1", last.path("address").stringValue());
            app.restart();
        }
        assertNothingLeaked();
    }
}
