package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mos.token.admintoken.TokenFormat;
import mos.token.secret.SecretText;
import org.junit.jupiter.api.Test;

/// Every kind of credential in every place that one could be put, at every door.
class CredentialSlotFlowTest extends ProofFlow {
    private static final Set<String> TOKENS = Set.of("admin token", "old secret", "local token");

    /// Where a token counts; GitHub's old scheme only at the gateway's doors.
    private static final Set<String> HEADERS = Set.of("Bearer", "Basic password");

    private record Door(String name, URI uri) {}

    /// D-26: a credential opens what its kind and its place say, and never passes for another kind.
    @Test
    void noCredentialPassesForAnother() {
        Map<String, String> credentials = credentials();
        List<Door> doors =
                List.of(
                        new Door("API", app.admin().resolve(BASE)),
                        new Door("check", app.admin().resolve("/check")),
                        new Door("registry", app.gateway().resolve("/v2/")),
                        new Door("token", app.gateway().resolve("/token")),
                        new Door("GitHub", app.gateway().resolve(GITHUB)));
        for (Door door : doors) {
            credentials.forEach((kind, value) ->
                    slots(value)
                            .forEach((slot, header) -> {
                                boolean opens = opens(door.name(), kind, slot);
                                assertEquals(
                                        opens,
                                        status(door.uri(), header) != 401,
                                        () -> "%s as %s at %s".formatted(kind, slot, door.name()));
                            }));
        }
        for (Door door : doors) {
            credentials.forEach((kind, value) -> {
                for (String name : List.of("token", "access_token", "apikey", "code")) {
                    URI uri = URI.create(door.uri() + "?" + name + "=" + value);
                    // GitHub's door knows its parameters, and refuses others before it looks
                    // further.
                    assertTrue(
                            Set.of(400, 401).contains(status(uri)),
                            () -> kind + " in the query of " + door.name());
                }
            });
        }
        assertNothingLeaked();
    }

    /// The sign-in form: an admin token as a token, a code as a code, and nothing else.
    @Test
    void theSignInFormTakesATokenAsATokenAndACodeAsACode() {
        credentials()
                .forEach((kind, value) -> {
                    boolean signsIn = kind.equals("admin token") || kind.equals("old secret");
                    assertEquals(signsIn, signIn("token", value).statusCode() == 303, kind);
                    boolean isCode = kind.equals("sign-in code");
                    assertEquals(isCode, signIn("code", value).statusCode() == 303, kind);
                });
        assertNothingLeaked();
    }

    private static boolean opens(String door, String kind, String slot) {
        boolean gateway = !door.equals("API") && !door.equals("check");
        boolean inHeader = HEADERS.contains(slot) || (gateway && slot.equals("token scheme"));
        return switch (kind) {
            case "session cookie" -> door.equals("API") && slot.equals("cookie");
            case "gateway token" -> door.equals("registry") && inHeader;
            default -> TOKENS.contains(kind) && inHeader;
        };
    }

    private Map<String, String> credentials() {
        SecretText first = issue("rotating", "");
        SecretText second = rotate(id("rotating"), 0);
        SecretText third = rotate(id("rotating"), 3_600);
        SecretText gone = issue("gone", "");
        app.local("DELETE", BASE + "/" + id("gone"));
        Map<String, String> all = new LinkedHashMap<>();
        all.put("admin token", third.exposeText());
        all.put("old secret", second.exposeText());
        all.put("retired secret", first.exposeText());
        all.put("deleted token", gone.exposeText());
        all.put("unknown token", TokenFormat.generate(new SecureRandom()).exposeText());
        all.put("legacy form", "0123456789abcdef".repeat(4));
        all.put("local token", app.localToken().exposeText());
        String cookie = cookie(signIn("token", third.exposeText()));
        all.put("session cookie", cookie.substring(cookie.indexOf('=') + 1));
        all.put("sign-in code", code(third));
        all.put("gateway token", gatewayToken(third).exposeText());
        all.put("Docker Hub log-in", "alice:dckr" + "_pat_" + "Yt5Kd8".repeat(4) + "abc");
        all.put("empty", "");
        List.of("session cookie", "sign-in code", "gateway token")
                .forEach(kind -> leaks.plant(kind, all.get(kind)));
        return all;
    }

    private static Map<String, String[]> slots(String value) {
        String registryAuth =
                Base64.getEncoder()
                        .encodeToString(
                                "{\"username\":\"x\",\"password\":\"%s\"}"
                                        .formatted(value)
                                        .getBytes(StandardCharsets.UTF_8));
        Map<String, String[]> slots = new LinkedHashMap<>();
        slots.put("Bearer", new String[] {"Authorization", "Bearer " + value});
        slots.put("Basic password", new String[] {"Authorization", basic("x", value)});
        slots.put("Basic user", new String[] {"Authorization", basic(value, "")});
        slots.put("Basic user with password", new String[] {"Authorization", basic(value, "x")});
        slots.put("token scheme", new String[] {"Authorization", "token " + value});
        slots.put("Digest", new String[] {"Authorization", "Digest " + value});
        slots.put("bare", new String[] {"Authorization", value});
        slots.put("cookie", new String[] {"Cookie", "mos_session=" + value});
        slots.put("host cookie", new String[] {"Cookie", "__Host-mos_session=" + value});
        slots.put("other cookie", new String[] {"Cookie", "token=" + value});
        slots.put("X-Registry-Auth", new String[] {"X-Registry-Auth", registryAuth});
        slots.put("X-Auth-Token", new String[] {"X-Auth-Token", value});
        slots.put("Proxy-Authorization", new String[] {"Proxy-Authorization", "Bearer " + value});
        return slots;
    }

    private int status(URI uri, String... headers) {
        HttpResponse<byte[]> answer =
                uri.getPath().equals("/token")
                        ? app.reveal("GET", uri, null, null, headers)
                        : app.ask("GET", uri, null, null, headers);
        return answer.statusCode();
    }
}
