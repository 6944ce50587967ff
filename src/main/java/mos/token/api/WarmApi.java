package mos.token.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.http.BadRequest;
import mos.token.http.Need;
import mos.token.http.Problem;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.registry.Images;
import mos.token.registry.Warming;
import tools.jackson.databind.JsonNode;

/// `/api/v1/registry/cache/warm`: fetching images before anybody asks for them.
public final class WarmApi {
    private static final String BASE = CacheApi.BASE + "/warm";
    private static final Need READ = new Need.Granted(Resource.REGISTRY, Level.READ);
    private static final Need WRITE = new Need.Granted(Resource.REGISTRY, Level.WRITE);
    private static final List<String> MEMBERS = List.of("images", "platforms");

    /// What most machines that pull are.
    private static final Set<String> STANDARD = Set.of("linux/amd64");

    private final Images images;

    /// Serves orders for these images.
    public WarmApi(Images images) {
        this.images = images;
    }

    /// The routes of this part of the API.
    public List<Route> routes() {
        return List.of(
                Route.api("POST", BASE, WRITE, this::warm),
                Route.api("GET", BASE + "/{id}", READ, this::show),
                Route.api("DELETE", BASE + "/{id}", WRITE, this::cancel));
    }

    private Reply warm(Request request) throws IOException {
        return JsonBody.of(request).then(body -> warm(request, body));
    }

    private Reply warm(Request request, JsonNode body) {
        for (String name : body.propertyNames()) {
            if (!MEMBERS.contains(name)) {
                return Problem.badRequest(
                        "unknown member; known are: " + String.join(", ", MEMBERS));
            }
        }
        Optional<Warming> started;
        try {
            started =
                    images.warm(
                            request.caller(),
                            texts(body, "images"),
                            body.has("platforms")
                                    ? new LinkedHashSet<>(texts(body, "platforms"))
                                    : STANDARD);
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(String.valueOf(e.getMessage()));
        }
        return started.map(warming ->
                        Reply.json(202, CacheJson.of(warming))
                                .with("Location", BASE + "/" + warming.id()))
                .orElseGet(() ->
                        Problem.of(
                                409,
                                "Conflict",
                                "100 such orders are not over yet: wait for one, or cancel it"));
    }

    private static List<String> texts(JsonNode body, String member) {
        JsonNode array = body.path(member);
        if (!array.isArray()) {
            throw new BadRequest(member + " must be an array of strings");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode one : array.values()) {
            if (!one.isString()) {
                throw new BadRequest(member + " must be an array of strings");
            }
            texts.add(one.stringValue());
        }
        return texts;
    }

    private Reply show(Request request) {
        return answer(images.warming(request.caller(), request.parameter("id")));
    }

    private Reply cancel(Request request) {
        return answer(images.cancelWarming(request.caller(), request.parameter("id")));
    }

    private static Reply answer(Optional<Warming> warming) {
        return warming.map(found -> Reply.json(200, CacheJson.of(found)))
                .orElseGet(() ->
                        Problem.notFound(
                                "There is no such order: it was before a restart, or long ago"));
    }
}
