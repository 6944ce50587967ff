package mos.token.api;

import java.util.List;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.http.Need;
import mos.token.http.Problem;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.json.Json;
import mos.token.session.OpenSession;
import mos.token.session.Sessions;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/auth/sessions`: who is signed in to the page. An id opens nothing.
public final class SessionApi {
    private static final String BASE = "/api/v1/auth/sessions";

    private final Sessions sessions;

    /// Serves these sessions.
    public SessionApi(Sessions sessions) {
        this.sessions = sessions;
    }

    /// The routes of this part of the API.
    public List<Route> routes() {
        return List.of(
                Route.api("GET", BASE, new Need.Granted(Resource.AUTH, Level.READ), this::list),
                Route.api("DELETE", BASE, new Need.Full(), this::endOthers),
                Route.api("DELETE", BASE + "/{id}", new Need.Full(), this::end));
    }

    private Reply list(Request request) {
        ArrayNode array = Json.array();
        sessions.list(request.caller()).forEach(session -> array.add(json(session)));
        return Reply.json(200, array);
    }

    private Reply end(Request request) {
        return sessions.end(request.caller(), request.parameter("id"))
                ? Reply.json(200, done("Session ended"))
                : Problem.notFound("There is no session of that id; it may have ended");
    }

    private Reply endOthers(Request request) {
        int count = sessions.endOthers(request.caller());
        return Reply.json(200, done("Sessions ended").put("ended", count));
    }

    private static ObjectNode done(String message) {
        return Json.object().put("success", true).put("message", message);
    }

    private static ObjectNode json(OpenSession session) {
        ObjectNode node = Json.object();
        node.put("id", session.id());
        node.put("name", session.name());
        node.put("tokenId", session.tokenId());
        node.put("signedInAt", AdminTokenJson.time(session.signedInAt()));
        node.put("lastUsedAt", AdminTokenJson.time(session.seenAt()));
        node.put("address", session.address());
        node.put("userAgent", session.program());
        node.put("endsAt", AdminTokenJson.time(session.endsAt()));
        node.put("own", session.own());
        return node;
    }
}
