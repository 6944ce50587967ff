package mos.token.api;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import mos.token.access.Caller;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.admintoken.AdminToken;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Excess;
import mos.token.admintoken.Rotation;
import mos.token.admintoken.Verdict;
import mos.token.http.BadRequest;
import mos.token.http.Need;
import mos.token.http.Problem;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What is done with the secrets of admin tokens: rotate one, rotate one's own, and find out whose
/// a found one is.
public final class RotationApi {
    private static final Need READ = new Need.Granted(Resource.AUTH, Level.READ);
    private static final Need WRITE = new Need.Granted(Resource.AUTH, Level.WRITE);

    private final AdminTokens adminTokens;

    /// Serves these tokens.
    public RotationApi(AdminTokens adminTokens) {
        this.adminTokens = adminTokens;
    }

    /// The routes of this part of the API.
    public List<Route> routes() {
        return List.of(
                Route.api("POST", AdminTokenApi.BASE + "/{id}/rotate", WRITE, this::rotate),
                Route.api(
                        "POST",
                        AdminTokenApi.BASE + "/me/rotate",
                        new Need.AnyToken(),
                        this::rotateOwn),
                Route.api("POST", AdminTokenApi.BASE + "/identify", READ, this::identify));
    }

    private Reply rotate(Request request) throws IOException {
        return JsonBody.of(request)
                .then(body ->
                        answer(
                                adminTokens.rotate(
                                        request.caller(), request.parameter("id"), overlap(body))));
    }

    private Reply rotateOwn(Request request) throws IOException {
        return JsonBody.of(request)
                .then(body ->
                        request.caller() instanceof Caller.Token token
                                ? answer(adminTokens.rotateOwn(token, overlap(body)))
                                : Problem.of(
                                        403,
                                        "Forbidden",
                                        "The local token is new at each start; only an admin token"
                                                + " can rotate itself."));
    }

    private static Reply answer(Rotation rotation) {
        return switch (rotation) {
            case Rotation.Rotated(AdminToken token, SecretText secret, var oldEndsAt) ->
                    AdminTokenApi.done(
                            200,
                            "Admin token rotated successfully",
                            AdminTokenJson.once(token, secret)
                                    .put("oldSecretEndsAt", AdminTokenJson.timeOrNull(oldEndsAt)));
            case Rotation.NotFound _ -> AdminTokenApi.notFound();
            case Rotation.AboveCaller(Excess excess) -> AdminTokenApi.aboveCaller(excess);
            case Rotation.OldSecret _ ->
                    Problem.of(
                            409,
                            "Conflict",
                            "This token was rotated already, and this is its old secret: use the"
                                    + " new one.");
        };
    }

    private static Duration overlap(JsonNode body) {
        TermsJson.known(body, Set.of("overlapSeconds"));
        if (!body.has("overlapSeconds")) {
            return AdminTokens.OVERLAP;
        }
        JsonNode node = body.path("overlapSeconds");
        long most = AdminTokens.LONGEST_OVERLAP.toSeconds();
        if (!node.isIntegralNumber()
                || !node.canConvertToLong()
                || node.longValue() < 0
                || node.longValue() > most) {
            throw new BadRequest(
                    "overlapSeconds must be a whole number, 0 (the old secret ends at once) to "
                            + most);
        }
        return Duration.ofSeconds(node.longValue());
    }

    private Reply identify(Request request) throws IOException {
        return JsonBody.of(request)
                .then(body -> {
                    TermsJson.known(body, Set.of("token"));
                    if (!body.path("token").isString()) {
                        return Problem.badRequest("token must be the text of a token");
                    }
                    SecretText token = SecretText.of(body.path("token").stringValue().strip());
                    return Reply.json(200, json(adminTokens.identify(request.caller(), token)));
                });
    }

    private static ObjectNode json(Verdict verdict) {
        @Nullable String id = verdict.tokenId().isEmpty() ? null : verdict.tokenId();
        ObjectNode node = Json.object();
        node.put("ours", id != null);
        node.put("id", id);
        node.put("name", id == null ? null : verdict.tokenName());
        node.put(
                "state",
                verdict instanceof Verdict.Valid ? "active" : verdict.reason().replace(' ', '-'));
        if (verdict instanceof Verdict.Malformed malformed) {
            node.put("detail", malformed.explanation());
        }
        return node;
    }
}
