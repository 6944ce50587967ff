package mos.token.api;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.http.Need;
import mos.token.http.Problem;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.json.Json;
import mos.token.registry.Images;
import mos.token.registry.KeptPage;
import mos.token.registry.Pinning;
import mos.token.registry.PruneQuery;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `/api/v1/registry/cache`: what is kept of registries, dropping some of it, and pins.
public final class CacheApi {
    static final String BASE = "/api/v1/registry/cache";

    private static final String PINS = BASE + "/pins";
    private static final String REPOSITORIES = BASE + "/repositories";
    private static final Need READ = new Need.Granted(Resource.REGISTRY, Level.READ);
    private static final Need WRITE = new Need.Granted(Resource.REGISTRY, Level.WRITE);
    private static final int MOST = 1_000;
    private static final long STANDARD = 100;

    private final Images images;

    /// Serves what is known of these images.
    public CacheApi(Images images) {
        this.images = images;
    }

    /// The routes of this part of the API.
    public List<Route> routes() {
        return List.of(
                Route.api("GET", BASE, READ, this::totals),
                Route.api("GET", REPOSITORIES, READ, this::list),
                Route.api("DELETE", BASE, WRITE, this::prune),
                Route.api("PUT", PINS, WRITE, this::pin),
                Route.api("DELETE", PINS, WRITE, this::unpin));
    }

    private Reply totals(Request request) {
        QueryParameters.of(request, List.of());
        return Reply.json(200, CacheJson.of(images.totals(request.caller())));
    }

    private Reply list(Request request) {
        QueryParameters given = QueryParameters.of(request, List.of("after", "limit"));
        KeptPage page =
                images.list(
                        request.caller(),
                        given.text("after").orElse(null),
                        given.number("limit", 1, MOST).orElse(STANDARD).intValue());
        Reply reply = Reply.json(200, CacheJson.of(page.repositories()));
        return page.more()
                ? reply.with(
                        "Link",
                        given.next(REPOSITORIES, "after", page.repositories().getLast().name()))
                : reply;
    }

    private Reply prune(Request request) {
        QueryParameters given =
                QueryParameters.of(
                        request, List.of("olderThan", "repository", "everything", "pinned"));
        @Nullable Duration olderThan = given.time("olderThan", "from 1m to 3650d").orElse(null);
        @Nullable String repository = given.text("repository").orElse(null);
        boolean narrowed = olderThan != null || repository != null;
        if (narrowed == given.truth("everything")) {
            return Problem.badRequest(
                    "Say what to drop: olderThan, repository or both, or else everything=true");
        }
        try {
            PruneQuery query = new PruneQuery(olderThan, repository, given.truth("pinned"));
            return Reply.json(200, CacheJson.of(images.prune(request.caller(), query)));
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private Reply pin(Request request) throws IOException {
        return JsonBody.of(request).then(body -> pin(request, body));
    }

    private Reply pin(Request request, JsonNode body) {
        if (!body.path("image").isString() || body.size() > 1) {
            return Problem.badRequest("the body must have one member, image, which is a string");
        }
        try {
            return switch (images.pin(request.caller(), body.path("image").stringValue())) {
                case Pinning.Done done ->
                        Reply.json(
                                200,
                                Json.object()
                                        .put("image", done.image())
                                        .put("bytes", done.bytes()));
                case Pinning.TooMany(int most) ->
                        conflict("there are %d pins, and not more".formatted(most));
                case Pinning.TooLarge(long bytes, long most) ->
                        conflict(
                                "%d bytes would be pinned, and at most %d may be: nine tenths of gateway.content-bytes. Unpin another image, or raise that limit"
                                        .formatted(bytes, most));
            };
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static Reply conflict(String detail) {
        return Problem.of(409, "Conflict", detail);
    }

    private Reply unpin(Request request) {
        QueryParameters given = QueryParameters.of(request, List.of("image"));
        if (given.text("image").isEmpty()) {
            return Problem.badRequest("image is missing: name the image that is pinned");
        }
        try {
            return images.unpin(request.caller(), given.text("image").get())
                    ? Reply.json(200, Json.object().put("success", true))
                    : Problem.notFound("that image is not pinned");
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
