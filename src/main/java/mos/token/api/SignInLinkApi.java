package mos.token.api;

import java.util.List;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.json.Json;
import mos.token.session.Sessions;
import mos.token.session.SignInLink;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/auth/sign-in-links`: makes links that open the page once.
public final class SignInLinkApi {
    private final Sessions sessions;

    /// Serves links of these sessions.
    public SignInLinkApi(Sessions sessions) {
        this.sessions = sessions;
    }

    /// The routes of this part of the API.
    public List<Route> routes() {
        return List.of(
                Route.api("POST", "/api/v1/auth/sign-in-links", new Need.Full(), this::create));
    }

    private Reply create(Request request) {
        SignInLink link = sessions.newLink(request.caller());
        ObjectNode node = Json.object();
        node.put("link", link.path().exposeText());
        node.put("expiresAt", AdminTokenJson.time(link.expiresAt()));
        return Reply.json(201, node);
    }
}
