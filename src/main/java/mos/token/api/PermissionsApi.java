package mos.token.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import mos.token.access.Caller;
import mos.token.access.Demand;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Presets;
import mos.token.access.Resource;
import mos.token.admintoken.AdminTokens;
import mos.token.http.BadRequest;
import mos.token.http.Need;
import mos.token.http.Problem;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/auth/permissions`: ready-made permissions, and what permissions would allow.
public final class PermissionsApi {
    private static final String BASE = "/api/v1/auth/permissions";
    private static final Need READ = new Need.Granted(Resource.AUTH, Level.READ);
    private static final int MOST_REQUESTS = 100;

    private final AdminTokens adminTokens;
    private final BiFunction<String, String, Demand> demands;

    /// Serves these tokens.
    ///
    /// @param demands what a request of a method and target asks for, by our own routes or else by
    ///   those of the APIs that `/check` guards
    public PermissionsApi(AdminTokens adminTokens, BiFunction<String, String, Demand> demands) {
        this.adminTokens = adminTokens;
        this.demands = demands;
    }

    /// The routes of this part of the API.
    public List<Route> routes() {
        return List.of(
                Route.api("GET", BASE + "/presets", READ, _ -> presets()),
                Route.api("POST", BASE + "/simulate", READ, this::simulate));
    }

    private static Reply presets() {
        ArrayNode presets = Json.array();
        for (Presets.Preset preset : Presets.all()) {
            ObjectNode node = presets.addObject();
            node.put("id", preset.id());
            node.put("name", preset.name());
            node.put("description", preset.description());
            node.set("permissions", preset.permissions().toJson());
        }
        return Reply.json(200, presets);
    }

    private Reply simulate(Request request) throws IOException {
        return JsonBody.of(request).then(body -> simulate(request.caller(), body));
    }

    private Reply simulate(Caller caller, JsonNode body) {
        TermsJson.known(body, Set.of("permissions", "preset", "tokenId", "requests"));
        Permissions permissions = permissions(caller, body);
        JsonNode requests = body.path("requests");
        if (!requests.isArray() || requests.isEmpty() || requests.size() > MOST_REQUESTS) {
            return Problem.badRequest(
                    "requests must be a list of 1 to %d objects with method and path"
                            .formatted(MOST_REQUESTS));
        }
        List<ObjectNode> results = new ArrayList<>();
        for (JsonNode one : requests.values()) {
            results.add(result(permissions, one));
        }
        ObjectNode answer = Json.object();
        answer.set("permissions", permissions.toJson());
        answer.putArray("results").addAll(results);
        return Reply.json(200, answer);
    }

    private ObjectNode result(Permissions permissions, JsonNode one) {
        String method = TermsJson.text(one.path("method"));
        String path = TermsJson.text(one.path("path"));
        if (!method.matches("[A-Z]{1,20}") || !path.startsWith("/") || path.length() > 8_000) {
            throw new BadRequest(
                    "requests: method must be in capital letters, as in GET, and path must start"
                            + " with /");
        }
        Demand demand = demands.apply(method, path);
        boolean allowed = demand.metBy(permissions);
        ObjectNode node = Json.object();
        node.put("method", method);
        node.put("path", path);
        node.put("allowed", allowed);
        node.put("needs", demand.text());
        node.put(
                "explanation",
                switch (demand) {
                    case Demand.Nothing _ -> "Every live token may.";
                    case Demand.Everything _ ->
                            "Only full permissions open this: it belongs to no known resource, or"
                                    + " its path can be read in two ways.";
                    case Demand.On(Resource resource, Level level) ->
                            "This needs '%s' permission for '%s'; the permissions are %s."
                                    .formatted(level.text(), resource.name(), permissions.mode());
                });
        return node;
    }

    private Permissions permissions(Caller caller, JsonNode body) {
        int given =
                (body.has("permissions") ? 1 : 0)
                        + (body.has("preset") ? 1 : 0)
                        + (body.has("tokenId") ? 1 : 0);
        if (given != 1) {
            throw new BadRequest("send one of: permissions, preset, tokenId");
        }
        if (body.has("tokenId")) {
            return adminTokens
                    .get(caller, TermsJson.text(body.path("tokenId")))
                    .map(details -> details.listed().token().permissions())
                    .orElseThrow(() -> new BadRequest("tokenId: there is no such admin token"));
        }
        return TermsJson.permissions(body);
    }
}
