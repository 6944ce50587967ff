package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mos.token.secret.SecretText;
import mos.token.testkit.RawHttp;
import mos.token.testkit.SlowRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What ended a token ends everything that it opened, with the next call, and stays so.
class RevocationFlowTest extends ProofFlow {
    private static final Duration LIFE = Duration.ofMinutes(2);

    /// A way to end what a full token may.
    enum End {
        DELETED,
        DEACTIVATED,
        EXPIRED,
        NARROWED,
        MOVED,
        ROTATED
    }

    /// Everything that one token opens.
    private record Opened(SecretText token, String cookie, String code, SecretText gateway) {}

    /// D-29, D-30, D-31, D-33: on every transport, warm from a call just before; also after a
    /// restart.
    @ParameterizedTest
    @EnumSource
    void theNextCallIsRefusedOnEveryTransport(End end) {
        SecretText other = issue("other", "");
        SecretText token =
                issue(
                        "subject",
                        "\"expiresAt\":\"%s\"".formatted(app.clock().instant().plus(LIFE)));
        String id = id("subject");
        Opened opened =
                new Opened(
                        token,
                        cookie(signIn("token", token.exposeText())),
                        code(token),
                        gatewayToken(token));
        calls(opened)
                .forEach((transport, call) ->
                        assertTrue(isOpen(call), transport + " must open before"));
        end(end, id);
        for (int round = 0; round < 2; round++) {
            calls(opened)
                    .forEach((transport, call) ->
                            assertEquals(false, isOpen(call), transport + " after " + end));
            assertTrue(signIn("code", opened.code()).statusCode() != 303, "link after " + end);
            assertEquals(200, ask("GET", BASE, other, null).statusCode());
            app.restart();
        }
        assertNothingLeaked();
    }

    /// D-33: a gateway token stands for the secret that it was issued to, not for the whole token.
    @Test
    void aGatewayTokenEndsWithTheSecretThatItWasIssuedTo() {
        SecretText first = issue("subject", "");
        SecretText old = gatewayToken(first);
        SecretText second = rotate(id("subject"), 60);
        SecretText fresh = gatewayToken(second);
        assertEquals(200, registry(old));
        app.clock().move(Duration.ofSeconds(60));
        assertEquals(401, registry(old));
        assertEquals(200, registry(fresh));
        rotate(id("subject"), 0);
        assertEquals(401, registry(fresh));
        assertNothingLeaked();
    }

    /// A program learns from its own calls when its token ends.
    @Test
    void aTokensOwnCallsTellWhenItEnds() {
        String ends = "2099-01-31T00:00:00Z";
        SecretText bounded = issue("bounded", "\"expiresAt\":\"" + ends + "\"");
        SecretText endless = issue("endless", "");
        for (String path : new String[] {BASE, BASE + "/me", BASE + "/0", "/check"}) {
            HttpResponse<byte[]> told = ask("GET", path, bounded, null);
            assertEquals(ends, told.headers().firstValue("X-Token-Expires").orElse(""), path);
            for (SecretText token : new SecretText[] {endless, app.localToken()}) {
                HttpResponse<byte[]> silent = ask("GET", path, token, null);
                assertTrue(silent.headers().firstValue("X-Token-Expires").isEmpty(), path);
            }
        }
        SecretText weak =
                issue(
                        "weak",
                        "\"expiresAt\":\"%s\",\"permissions\":{\"mode\":\"custom\",\"resources\":{\"auth\":\"write\"}}"
                                .formatted(ends));
        // Refused by the guard, by what a handler threw, by the reach, and by the check.
        told(403, ends, ask("GET", "/api/v1/audit", weak, null));
        told(403, ends, ask("POST", "/api/v1/auth/sign-in-links", weak, null));
        told(400, ends, ask("GET", BASE + "?limit=x", bounded, null));
        told(403, ends, ask("POST", BASE, weak, "{\"name\":\"above\"}"));
        told(403, ends, ask("GET", "/check", weak, null));
        rotate(id("bounded"), 60);
        HttpResponse<byte[]> old = ask("PUT", "/api/v1/auth/clock/accept", bounded, null);
        told(403, ends, old);
        assertEquals("full", old.headers().firstValue("X-Accepted-Permissions").orElse(""));
        // At the doors.
        URI gateway = app.gateway();
        told(200, ends, app.ask("GET", gateway.resolve("/v2/"), bounded, null));
        told(200, ends, app.reveal("GET", gateway.resolve("/token"), bounded, null));
        told(404, ends, app.ask("GET", gateway.resolve("/v2/a/b/tags/list?ns=x"), bounded, null));
        told(503, ends, app.ask("GET", gateway.resolve(GITHUB), bounded, null));
        assertNothingLeaked();
    }

    /// D-31: the permission to change something is asked for again when the body has come.
    @ParameterizedTest
    @EnumSource
    void whatEndedWhileABodyWasComingChangesNothing(End end) {
        issue("other", "");
        SecretText token =
                issue(
                        "subject",
                        "\"expiresAt\":\"%s\"".formatted(app.clock().instant().plus(LIFE)));
        String other = BASE + "/" + id("other");
        List<SlowRequest> slow =
                new ArrayList<>(
                        List.of(
                                slow("POST", "/api/v1/mos/tokens", token, "{\"github\":null}"),
                                slow(
                                        "POST",
                                        "/api/v1/mos/tokens",
                                        token,
                                        "{\"dockerhub\":\"somebody:%s\"}"
                                                .formatted("dckr_pat_" + "a1B2c3D4e5F6".repeat(2))),
                                slow("POST", BASE, token, "{\"name\":\"made\"}"),
                                slow("PATCH", other, token, "{\"name\":\"renamed\"}"),
                                slow("POST", other + "/rotate", token, "{\"overlapSeconds\":0}")));
        if (end != End.NARROWED) { // any token may still rotate itself
            slow.add(slow("POST", BASE + "/me/rotate", token, "{\"overlapSeconds\":60}"));
        }
        end(end, id("subject"));
        List<String> before = state();
        for (SlowRequest request : slow) {
            String answer = request.finish();
            assertEquals(end == End.NARROWED ? 403 : 401, RawHttp.status(answer), answer);
            assertTrue(
                    answer.contains(
                            end == End.NARROWED
                                    ? "\"error\":\"Access denied."
                                    : "error=\"invalid_token\""),
                    answer);
            assertEquals(end == End.NARROWED, answer.contains("X-Token-Expires"), answer);
        }
        assertEquals(before, state());
        assertNothingLeaked();
    }

    private static void told(int status, String ends, HttpResponse<byte[]> answer) {
        assertEquals(status, answer.statusCode(), () -> text(answer));
        assertEquals(ends, answer.headers().firstValue("X-Token-Expires").orElse(""));
    }

    private SlowRequest slow(String method, String path, SecretText token, String body) {
        return SlowRequest.begin(app.admin(), method, path, token, body);
    }

    private void end(End end, String id) {
        String path = BASE + "/" + id;
        switch (end) {
            case DELETED -> done(app.local("DELETE", path));
            case DEACTIVATED -> done(app.local("PUT", path + "/deactivate"));
            case EXPIRED -> app.clock().move(LIFE);
            case NARROWED ->
                    done(
                            app.local(
                                    "PUT",
                                    path + "/permissions",
                                    "{\"permissions\":{\"mode\":\"custom\",\"resources\":{\"vm\":\"read\"}}}"));
            case MOVED -> done(app.local("PATCH", path, "{\"networks\":[\"192.0.2.0/24\"]}"));
            case ROTATED -> rotate(id, 0);
        }
    }

    private static void done(HttpResponse<byte[]> answer) {
        assertEquals(200, answer.statusCode(), () -> text(answer));
    }

    private interface Call {
        int status();
    }

    private Map<String, Call> calls(Opened opened) {
        URI list = app.admin().resolve(BASE);
        URI ping = app.gateway().resolve("/v2/");
        String basic = basic("x", opened.token().exposeText());
        Map<String, Call> calls = new LinkedHashMap<>();
        calls.put("API by Bearer", () -> ask("GET", BASE, opened.token(), null).statusCode());
        calls.put("API by Basic", () -> status(list, "Authorization", basic));
        calls.put("check", () -> ask("GET", "/check", opened.token(), null).statusCode());
        calls.put("session", () -> status(list, "Cookie", opened.cookie()));
        calls.put("registry by token", () -> registry(opened.token()));
        calls.put("registry by Basic", () -> status(ping, "Authorization", basic));
        calls.put("registry by gateway token", () -> registry(opened.gateway()));
        calls.put(
                "new gateway token",
                () ->
                        app.reveal("GET", app.gateway().resolve("/token"), opened.token(), null)
                                .statusCode());
        calls.put("GitHub", () -> status(app.gateway().resolve(GITHUB), "Authorization", basic));
        return calls;
    }

    private static boolean isOpen(Call call) {
        int status = call.status();
        return status != 401 && status != 403;
    }

    private int registry(SecretText token) {
        return app.ask("GET", app.gateway().resolve("/v2/"), token, null).statusCode();
    }

    private int status(URI uri, String... headers) {
        return app.ask("GET", uri, null, null, headers).statusCode();
    }
}
