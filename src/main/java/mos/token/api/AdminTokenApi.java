package mos.token.api;

import java.io.IOException;
import java.util.List;
import mos.token.access.Caller;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.admintoken.AdminToken;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Alteration;
import mos.token.admintoken.Creation;
import mos.token.http.Need;
import mos.token.http.Problem;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/auth/admin-tokens`, as MOS answers it, with these differences on purpose: only the
/// answer to a creation holds the token's text; what MOS reads as "full" although it is wrong
/// (`false`, `0`, `""`, or no `permissions` in a change) is refused; a body that is not JSON is 400
/// or 415 and never 500; a token that may do more than the caller is out of reach (403).
public final class AdminTokenApi {
    private static final String BASE = "/api/v1/auth/admin-tokens";
    private static final Need READ = new Need.Granted(Resource.AUTH, Level.READ);
    private static final Need WRITE = new Need.Granted(Resource.AUTH, Level.WRITE);

    private final AdminTokens adminTokens;

    /// Serves these tokens.
    public AdminTokenApi(AdminTokens adminTokens) {
        this.adminTokens = adminTokens;
    }

    /// The routes of this part of the API.
    public List<Route> routes() {
        return List.of(
                Route.api("GET", BASE, READ, this::list),
                Route.api("POST", BASE, WRITE, this::create),
                Route.api("GET", BASE + "/me", new Need.AnyToken(), this::me),
                Route.api("GET", BASE + "/{id}", READ, this::get),
                Route.api("PUT", BASE + "/{id}/permissions", WRITE, this::setPermissions),
                Route.api("PUT", BASE + "/{id}/deactivate", WRITE, this::deactivate),
                Route.api("DELETE", BASE + "/{id}", WRITE, this::delete));
    }

    private Reply list(Request request) {
        ArrayNode tokens = Json.array();
        adminTokens
                .list(request.caller())
                .forEach(token -> tokens.add(AdminTokenJson.masked(token)));
        return Reply.json(200, tokens);
    }

    private Reply get(Request request) {
        return adminTokens
                .get(request.caller(), request.parameter("id"))
                .map(token -> Reply.json(200, AdminTokenJson.masked(token)))
                .orElseGet(AdminTokenApi::notFound);
    }

    private Reply me(Request request) {
        return switch (request.caller()) {
            case Caller.Token token ->
                    Reply.json(200, me(token.id(), token.name(), token.permissions()));
            case Caller.Local local ->
                    Reply.json(200, me(null, "local-token", local.permissions()));
            case Caller.Session _, Caller.Anonymous _, Caller.Product _ ->
                    Problem.of(403, "Forbidden", "This endpoint is only available for API tokens.");
        };
    }

    private static ObjectNode me(@Nullable String id, String name, Permissions permissions) {
        ObjectNode node = Json.object();
        node.put("id", id);
        node.put("name", name);
        node.put("role", "admin");
        node.put("isBootToken", id == null);
        node.set("permissions", permissions.toJson());
        return node;
    }

    private Reply create(Request request) throws IOException {
        return switch (JsonBody.of(request)) {
            case JsonBody.Unreadable(Reply reply) -> reply;
            case JsonBody.Read(JsonNode body) -> create(request.caller(), body);
        };
    }

    private Reply create(Caller caller, JsonNode body) {
        JsonNode description = body.path("description");
        if (!description.isString() && !description.isMissingNode() && !description.isNull()) {
            return Problem.badRequest("description must be a string");
        }
        Permissions permissions = Permissions.full();
        if (body.has("permissions")) {
            try {
                permissions = Permissions.parse(body.path("permissions"));
            } catch (IllegalArgumentException e) {
                return Problem.badRequest(message(e));
            }
        }
        Creation creation =
                adminTokens.create(caller, text(body.path("name")), text(description), permissions);
        return switch (creation) {
            case Creation.Created(AdminToken token, SecretText secret) ->
                    done(
                            201,
                            "Admin token created successfully",
                            AdminTokenJson.once(token, secret));
            case Creation.Invalid(_, String message) -> Problem.badRequest(message);
            case Creation.NameTaken _ -> Problem.badRequest("Token name already exists");
            case Creation.AboveCaller _ -> aboveCaller();
        };
    }

    private Reply setPermissions(Request request) throws IOException {
        return switch (JsonBody.of(request)) {
            case JsonBody.Unreadable(Reply reply) -> reply;
            case JsonBody.Read(JsonNode body) -> setPermissions(request, body);
        };
    }

    private Reply setPermissions(Request request, JsonNode body) {
        if (!body.has("permissions")) {
            return Problem.badRequest(
                    "permissions is required: an object with mode full, readonly or custom, or"
                            + " null for full");
        }
        Permissions permissions;
        try {
            permissions = Permissions.parse(body.path("permissions"));
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(message(e));
        }
        return answer(
                adminTokens.setPermissions(request.caller(), request.parameter("id"), permissions),
                "Admin token permissions updated successfully",
                true);
    }

    private Reply deactivate(Request request) {
        return answer(
                adminTokens.deactivate(request.caller(), request.parameter("id")),
                "Admin token deactivated successfully",
                false);
    }

    private Reply delete(Request request) {
        return answer(
                adminTokens.delete(request.caller(), request.parameter("id")),
                "Admin token deleted successfully",
                false);
    }

    private static Reply answer(Alteration alteration, String message, boolean withToken) {
        return switch (alteration) {
            case Alteration.Done(AdminToken token) ->
                    done(200, message, withToken ? AdminTokenJson.masked(token) : null);
            case Alteration.NotFound _ -> notFound();
            case Alteration.AboveCaller _ -> aboveCaller();
        };
    }

    private static Reply done(int status, String message, @Nullable ObjectNode data) {
        ObjectNode node = Json.object();
        node.put("success", true);
        node.put("message", message);
        if (data != null) {
            node.set("data", data);
        }
        return Reply.json(status, node);
    }

    /// 400, not 404: MOS's clients know it so.
    private static Reply notFound() {
        return Problem.badRequest("Admin token not found");
    }

    private static Reply aboveCaller() {
        return Problem.of(
                403,
                "Forbidden",
                "Access denied. The admin token may do more than you, or would after this.");
    }

    /// A text member; anything else counts as an empty text, as in MOS.
    private static String text(JsonNode node) {
        return node.isString() ? node.stringValue() : "";
    }

    private static String message(IllegalArgumentException e) {
        String message = e.getMessage();
        return message == null ? "permissions is not valid" : message;
    }
}
