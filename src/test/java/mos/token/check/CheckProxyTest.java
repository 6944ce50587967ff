package mos.token.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mos.token.config.CheckProxy;
import mos.token.config.Config;
import mos.token.http.ClientAddress;
import mos.token.net.IpAddresses;
import mos.token.secret.SecretText;
import mos.token.testkit.FakeRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The original request in the words of each product.
class CheckProxyTest extends CheckHouse {
    private static final String OPEN = "/api/v1/docker/x?y=1";
    private static final String SHUT = "/api/v1/vm";

    /// How each product asks: its own way and only its own.
    private static final Map<CheckProxy, List<String>> HEADERS =
            Map.of(
                    CheckProxy.NGINX, List.of("X-Original-Method", "X-Original-URI"),
                    CheckProxy.HAPROXY, List.of("X-Original-Method", "X-Original-URI"),
                    CheckProxy.CADDY, List.of("X-Forwarded-Method", "X-Forwarded-Uri"),
                    CheckProxy.TRAEFIK, List.of("X-Forwarded-Method", "X-Forwarded-Uri"));

    private static Config.Check agreed(CheckProxy proxy) {
        return new Config.Check(proxy, Config.Check.DEFAULT.paths());
    }

    private FakeRequest asking(CheckProxy proxy, String method, String target) {
        FakeRequest request =
                proxy == CheckProxy.ENVOY
                        ? FakeRequest.of(method, "/check" + target.replaceFirst("\\?.*", ""))
                        : FakeRequest.of("GET", "/check");
        List<String> headers = HEADERS.getOrDefault(proxy, List.of());
        if (!headers.isEmpty()) {
            request = request.with(headers.get(0), method).with(headers.get(1), target);
        }
        return request.with("Authorization", "Bearer " + custom.secret().exposeText());
    }

    @ParameterizedTest
    @EnumSource
    void eachProductIsReadInItsOwnWords(CheckProxy proxy) {
        Check check = checking(agreed(proxy));
        assertEquals(200, answer(check, asking(proxy, "GET", OPEN)).status());
        assertEquals(200, answer(check, asking(proxy, "POST", OPEN)).status());
        assertEquals(200, answer(check, asking(proxy, "GET", "/api/v1/mos")).status());
        assertEquals(403, answer(check, asking(proxy, "POST", "/api/v1/mos")).status());
        assertEquals(403, answer(check, asking(proxy, "GET", SHUT)).status());
        assertEquals(403, answer(check, asking(proxy, "GET", "/api/v1/docker/..%2fvm")).status());
    }

    /// What another product would say besides: either a client's lie, or that product's own word
    /// beside a client's lie. It opens nothing; Envoy's path is nobody's but the proxy's.
    @ParameterizedTest
    @EnumSource
    void whatAnotherProductWouldSayOpensNothing(CheckProxy proxy) {
        Check check = checking(agreed(proxy));
        FakeRequest shut = asking(proxy, "POST", SHUT);
        FakeRequest open = asking(proxy, "POST", OPEN);
        List<String> own = HEADERS.getOrDefault(proxy, List.of());
        for (List<String> other : HEADERS.values()) {
            if (!other.equals(own)) {
                shut = shut.with(other.get(0), "GET").with(other.get(1), OPEN);
                open = open.with(other.get(0), "GET").with(other.get(1), SHUT);
            }
        }
        assertEquals(403, answer(check, shut).status());
        assertEquals(proxy == CheckProxy.ENVOY ? 200 : 403, answer(check, open).status());
        if (proxy != CheckProxy.ENVOY) {
            FakeRequest behind =
                    FakeRequest.of("GET", "/check" + OPEN)
                            .with("Authorization", "Bearer " + custom.secret().exposeText());
            assertEquals(403, answer(check, behind).status());
            for (String name : HEADERS.get(proxy)) {
                behind = behind.with(name, name.endsWith("Method") ? "GET" : OPEN);
            }
            assertEquals(403, answer(check, behind).status());
        }
    }

    /// The words of one product, told to a check that agreed on another.
    @Test
    void theWrongProductOpensNothing() {
        for (CheckProxy agreed : CheckProxy.values()) {
            for (CheckProxy asking : CheckProxy.values()) {
                boolean same =
                        agreed == asking
                                || (HEADERS.containsKey(agreed)
                                        && HEADERS.get(agreed).equals(HEADERS.get(asking)));
                assertEquals(
                        same ? 200 : 403,
                        answer(checking(agreed(agreed)), asking(asking, "GET", OPEN)).status(),
                        agreed + " is asked by " + asking);
            }
        }
    }

    /// A path behind the check is a request of somebody, as is any product's header: never of this
    /// machine's owner.
    @ParameterizedTest
    @EnumSource
    void theLocalTokenOpensNothingForSomebodyElse(CheckProxy agreed) throws Exception {
        SecretText token = SecretText.of(Files.readString(local.file()));
        Check check = checking(agreed(agreed));
        assertEquals(200, answer(check, bearer(token)).status());
        List<FakeRequest> others =
                new ArrayList<>(
                        List.of(
                                FakeRequest.of("GET", "/check/"),
                                FakeRequest.of("GET", "/check" + OPEN)));
        HEADERS.values()
                .forEach(names ->
                        names.forEach(name ->
                                others.add(FakeRequest.of("GET", "/check").with(name, "GET"))));
        for (FakeRequest other : others) {
            FakeRequest shown = other.with("Authorization", "Bearer " + token.exposeText());
            assertEquals(401, answer(check, shown).status(), shown.toString());
        }
    }

    /// Only a trusted proxy speaks for others; the refusal says what to do.
    @ParameterizedTest
    @EnumSource
    void aStrangerSpeaksForNobody(CheckProxy proxy) {
        Check check = checking(agreed(proxy));
        FakeRequest request =
                asking(proxy, "GET", OPEN)
                        .from(new ClientAddress(IpAddresses.parseLiteral("192.0.2.7"), false));
        var refused = answer(check, request);
        assertEquals(403, refused.status());
        String challenge = refused.headers().first("WWW-Authenticate").orElseThrow();
        assertEquals(true, challenge.contains("no trusted-proxy says it"), challenge);
    }
}
