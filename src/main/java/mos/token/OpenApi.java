package mos.token;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Route;
import mos.token.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The API's own description, as it is written and as JSON, where MOS has it.
final class OpenApi {
    private byte @Nullable [] json;

    List<Route> routes() {
        Need open = new Need.Open("the public API");
        return List.of(
                Route.api(
                        "GET",
                        "/openapi.yaml",
                        open,
                        _ -> Reply.bytes(200, "application/yaml", yaml())),
                Route.api(
                        "GET",
                        "/swagger.json",
                        open,
                        _ -> Reply.bytes(200, "application/json; charset=utf-8", json())));
    }

    private static byte[] yaml() throws IOException {
        try (InputStream document = OpenApi.class.getResourceAsStream("/api/openapi.yaml")) {
            if (document == null) {
                throw new IOException("openapi.yaml is missing from this build");
            }
            return document.readAllBytes();
        }
    }

    /// Made when first asked for, and once: it takes longer than anything else that is open.
    private synchronized byte[] json() throws IOException {
        byte[] made = json;
        if (made == null) {
            made = Json.write(new YAMLMapper().readTree(yaml()));
            json = made;
        }
        return made;
    }
}
