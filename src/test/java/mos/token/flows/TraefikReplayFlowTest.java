package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import mos.token.testkit.ManualPage;
import mos.token.testkit.RawHttp;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `docs/protect/traefik.md`, with what Traefik 3 sends (`pkg/middlewares/auth/forward.go`).
class TraefikReplayFlowTest extends ReplayFlow {
    @Override
    ManualPage page() {
        return new ManualPage("protect/traefik.md");
    }

    private static JsonNode forwardAuth(JsonNode configuration) {
        return configuration.at("/http/middlewares/mos-token/forwardAuth");
    }

    @Override
    String check(String method, String target, List<String> client) {
        List<String> headers = new ArrayList<>(client);
        headers.add("X-Forwarded-Method: " + method);
        headers.add("X-Forwarded-Proto: https");
        headers.add("X-Forwarded-Host: app.example");
        headers.add("X-Forwarded-Uri: " + target);
        headers.add("X-Forwarded-For: 198.51.100.7");
        headers.add("Accept-Encoding: gzip");
        return RawHttp.send(app.admin(), "GET", "/check", headers.toArray(String[]::new));
    }

    @Override
    List<JsonNode> copied(JsonNode configuration) {
        return List.copyOf(forwardAuth(configuration).path("authResponseHeaders").values());
    }

    /// With it, Traefik would keep what a client says under the names that we read.
    @Test
    void theClientsOwnWordIsNotForwarded() {
        JsonNode settings = forwardAuth(configuration());
        assertTrue(settings.path("trustForwardHeader").isBoolean());
        assertEquals(false, settings.path("trustForwardHeader").booleanValue());
        assertEquals("http://127.0.0.1:8998/check", settings.path("address").stringValue());
    }
}
