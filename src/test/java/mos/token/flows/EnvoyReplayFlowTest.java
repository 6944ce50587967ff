package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mos.token.testkit.ManualPage;
import mos.token.testkit.RawHttp;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `docs/protect/envoy.md`, with what Envoy's `ext_authz` sends: the original method, the original
/// path behind the prefix, and of the client's headers those that are allowed.
class EnvoyReplayFlowTest extends ReplayFlow {
    @Override
    ManualPage page() {
        return new ManualPage("protect/envoy.md");
    }

    private JsonNode filter() {
        return configuration().at("/http_filters/0/typed_config");
    }

    @Override
    String check(String method, String target, List<String> client) {
        List<String> allowed =
                filter().at("/allowed_headers/patterns")
                        .valueStream()
                        .map(pattern -> pattern.path("exact").stringValue() + ":")
                        .toList();
        List<String> headers = new ArrayList<>();
        for (String line : client) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("authorization:")
                    || allowed.stream().anyMatch(lower::startsWith)) {
                headers.add(line);
            }
        }
        // The client's address and Envoy's own behind it, when the page allows it.
        headers.add(
                "X-Forwarded-For: "
                        + (allowed.contains("x-forwarded-for:") ? "198.51.100.7, " : "")
                        + "192.0.2.5");
        headers.add("Content-Length: 0");
        String prefix = filter().at("/http_service/path_prefix").stringValue();
        return RawHttp.send(app.admin(), method, prefix + target, headers.toArray(String[]::new));
    }

    @Override
    List<JsonNode> copied(JsonNode configuration) {
        return configuration
                .at(
                        "/http_filters/0/typed_config/http_service/authorization_response/allowed_upstream_headers/patterns")
                .valueStream()
                .map(pattern -> pattern.path("exact"))
                .toList();
    }

    @Test
    void nothingPassesWhenTheCheckFails() {
        assertFalse(filter().path("failure_mode_allow").booleanValue());
        assertEquals(
                "envoy.filters.http.ext_authz",
                configuration().at("/http_filters/0/name").stringValue());
    }
}
