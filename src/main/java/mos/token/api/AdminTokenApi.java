package mos.token.api;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import mos.token.access.Caller;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.admintoken.AdminToken;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Alteration;
import mos.token.admintoken.Creation;
import mos.token.admintoken.Excess;
import mos.token.admintoken.ListedToken;
import mos.token.admintoken.TokenQuery;
import mos.token.http.Need;
import mos.token.http.Problem;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import mos.token.session.FreshTokens;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/auth/admin-tokens`, as MOS answers it, with these differences on purpose: only the
/// answer to a creation or rotation holds the token's text, and for MOS's page the first list after
/// it; what MOS reads as "full" although it is wrong (`false`, `0`, `""`, or no `permissions` in a
/// change) is refused; a body that is not JSON is 400 or 415 and never 500; a token that reaches
/// further than the caller is out of reach (403).
public final class AdminTokenApi {
    static final String BASE = "/api/v1/auth/admin-tokens";
    private static final Need READ = new Need.Granted(Resource.AUTH, Level.READ);
    private static final Need WRITE = new Need.Granted(Resource.AUTH, Level.WRITE);

    private static final List<String> LIST_PARAMETERS =
            List.of("q", "state", "mode", "unused", "expires", "sort", "order", "after", "limit");

    /// The permissions' modes, as a list can be filtered by.
    private enum Mode {
        FULL,
        READONLY,
        CUSTOM
    }

    private enum Order {
        ASC,
        DESC
    }

    private final AdminTokens adminTokens;
    private final FreshTokens fresh;

    /// Serves these tokens.
    public AdminTokenApi(AdminTokens adminTokens, FreshTokens fresh) {
        this.adminTokens = adminTokens;
        this.fresh = fresh;
    }

    /// The routes of this part of the API.
    public List<Route> routes() {
        return List.of(
                Route.api("GET", BASE, READ, this::list),
                Route.api("POST", BASE, WRITE, this::create),
                Route.api("GET", BASE + "/me", new Need.AnyToken(), this::me),
                Route.api("GET", BASE + "/{id}", READ, this::get),
                Route.api("PATCH", BASE + "/{id}", WRITE, this::edit),
                Route.api("PUT", BASE + "/{id}/permissions", WRITE, this::setPermissions),
                Route.api("PUT", BASE + "/{id}/permissions/adopt", WRITE, this::adopt),
                Route.api("PUT", BASE + "/{id}/deactivate", WRITE, this::deactivate),
                Route.api("PUT", BASE + "/{id}/activate", WRITE, this::activate),
                Route.api("DELETE", BASE + "/{id}", WRITE, this::delete));
    }

    private Reply list(Request request) {
        QueryParameters given = QueryParameters.of(request, LIST_PARAMETERS);
        TokenQuery.Page page;
        try {
            page = adminTokens.list(request.caller(), query(given));
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(message(e));
        }
        ArrayNode tokens = Json.array();
        page.tokens().forEach(token -> tokens.add(listed(request, token)));
        Reply reply =
                Reply.json(200, tokens)
                        .with("X-Total-Count", Integer.toString(adminTokens.count()));
        return page.next().isEmpty()
                ? reply
                : reply.with("Link", given.next(BASE, "after", page.next()));
    }

    private ObjectNode listed(Request request, ListedToken token) {
        ObjectNode node = AdminTokenJson.listed(token);
        if (request.method().equals("GET")) { // nobody would see it in the answer to a HEAD
            fresh.take(request.caller(), token.token().id())
                    .ifPresent(text -> AdminTokenJson.reveal(node, text));
        }
        return node;
    }

    private static TokenQuery query(QueryParameters given) {
        return new TokenQuery(
                given.text("q").orElse(""),
                given.choice("state", TokenQuery.State.class).orElse(null),
                given.choice("mode", Mode.class).map(QueryParameters::word).orElse(null),
                given.number("unused", 1, 3650).map(Duration::ofDays).orElse(null),
                given.number("expires", 1, 3650).map(Duration::ofDays).orElse(null),
                given.choice("sort", TokenQuery.Sort.class).orElse(TokenQuery.Sort.CREATED),
                given.choice("order", Order.class).orElse(Order.ASC) == Order.DESC,
                given.text("after").orElse(""),
                given.number("limit", 1, TokenQuery.MOST)
                        .orElse((long) TokenQuery.MOST)
                        .intValue());
    }

    private Reply get(Request request) {
        return adminTokens
                .get(request.caller(), request.parameter("id"))
                .map(token -> Reply.json(200, AdminTokenJson.details(token)))
                .orElseGet(AdminTokenApi::notFound);
    }

    private Reply me(Request request) {
        return switch (request.caller()) {
            case Caller.Token token ->
                    Reply.json(
                            200,
                            me(token.id(), token.name(), token.permissions())
                                    .put(
                                            "expiresAt",
                                            AdminTokenJson.timeOrNull(token.expiresAt())));
            case Caller.Local local ->
                    Reply.json(200, me(null, "local-token", local.permissions()));
            case Caller.Session _, Caller.Mos _, Caller.Anonymous _, Caller.Product _ ->
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
        return JsonBody.of(request).then(body -> create(request.caller(), body));
    }

    private Reply create(Caller caller, JsonNode body) {
        return switch (adminTokens.create(caller, TermsJson.created(body))) {
            case Creation.Created(AdminToken token, SecretText secret) -> {
                fresh.keep(caller, token.id(), secret);
                yield done(
                        201,
                        "Admin token created successfully",
                        AdminTokenJson.once(token, secret));
            }
            case Creation.Invalid(_, String message) -> Problem.badRequest(message);
            case Creation.NameTaken _ -> nameTaken();
            case Creation.AboveCaller(Excess excess) -> aboveCaller(excess);
        };
    }

    private Reply edit(Request request) throws IOException {
        return JsonBody.of(request)
                .then(body ->
                        answer(
                                adminTokens.edit(
                                        request.caller(),
                                        request.parameter("id"),
                                        TermsJson.changed(body)),
                                "Admin token updated successfully",
                                true));
    }

    private Reply setPermissions(Request request) throws IOException {
        return JsonBody.of(request).then(body -> setPermissions(request, body));
    }

    private Reply setPermissions(Request request, JsonNode body) {
        if (!body.has("permissions")) {
            return Problem.badRequest(
                    "permissions is required: an object with mode full, readonly or custom, or"
                            + " null for full");
        }
        TermsJson.known(body, Set.of("permissions"));
        Permissions permissions = TermsJson.read(body.path("permissions"));
        return answer(
                adminTokens.setPermissions(request.caller(), request.parameter("id"), permissions),
                "Admin token permissions updated successfully",
                true);
    }

    private Reply adopt(Request request) {
        return answer(
                adminTokens.adopt(request.caller(), request.parameter("id")),
                "Admin token permissions updated successfully",
                true);
    }

    private Reply deactivate(Request request) {
        return answer(
                adminTokens.deactivate(request.caller(), request.parameter("id")),
                "Admin token deactivated successfully",
                false);
    }

    private Reply activate(Request request) {
        return answer(
                adminTokens.activate(request.caller(), request.parameter("id")),
                "Admin token activated successfully",
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
            case Alteration.Invalid(_, String wrong) -> Problem.badRequest(wrong);
            case Alteration.NameTaken _ -> nameTaken();
            case Alteration.AboveCaller(Excess excess) -> aboveCaller(excess);
        };
    }

    static Reply done(int status, String message, @Nullable ObjectNode data) {
        ObjectNode node = Json.object();
        node.put("success", true);
        node.put("message", message);
        if (data != null) {
            node.set("data", data);
        }
        return Reply.json(status, node);
    }

    /// 400, not 404: MOS's clients know it so.
    static Reply notFound() {
        return Problem.badRequest("Admin token not found");
    }

    static Reply aboveCaller(Excess excess) {
        return Problem.forbidden("Access denied. " + excess.why(), excess.needed(), excess.held());
    }

    private static Reply nameTaken() {
        return Problem.badRequest("Token name already exists");
    }

    private static String message(IllegalArgumentException e) {
        return String.valueOf(e.getMessage());
    }
}
