package mos.token.api;

import java.util.List;
import mos.token.access.Demand;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.admintoken.AdminTokens;
import mos.token.http.Need;
import mos.token.http.Problem;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.json.Json;

/// `/api/v1/auth/clock`: the time by which tokens live. It never goes back by itself; after the
/// machine's clock had leapt ahead by mistake, its owner says so here.
public final class ClockApi {
    private static final String BASE = "/api/v1/auth/clock";

    private final AdminTokens adminTokens;

    /// Serves the time of these tokens.
    public ClockApi(AdminTokens adminTokens) {
        this.adminTokens = adminTokens;
    }

    /// The routes of this part of the API.
    public List<Route> routes() {
        return List.of(
                Route.api("GET", BASE, new Need.Granted(Resource.AUTH, Level.READ), this::times),
                Route.api("PUT", BASE + "/accept", new Need.Full(), this::accept));
    }

    private Reply times(Request request) {
        AdminTokens.Times times = adminTokens.times(request.caller());
        return Reply.json(
                200,
                Json.object()
                        .put("tokens", AdminTokenJson.time(times.tokens()))
                        .put("machine", AdminTokenJson.time(times.machine())));
    }

    private Reply accept(Request request) {
        return adminTokens.acceptClock(request.caller())
                ? AdminTokenApi.done(200, "The machine's clock was accepted", null)
                : Problem.forbidden(
                        "Access denied. Expired tokens may live again by this, so it needs full"
                                + " permissions.",
                        new Demand.Everything(),
                        request.caller().permissions());
    }
}
