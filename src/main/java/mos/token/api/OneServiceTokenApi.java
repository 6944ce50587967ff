package mos.token.api;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mos.token.access.Caller;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.http.BadRequest;
import mos.token.http.Need;
import mos.token.http.Problem;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import mos.token.servicetoken.Entry;
import mos.token.servicetoken.Put;
import mos.token.servicetoken.Service;
import mos.token.servicetoken.ServiceTokens;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/mos/tokens/{service}`: all that is known of one service's token.
public final class OneServiceTokenApi {
    private static final String PATH = "/api/v1/mos/tokens/{service}";
    private static final Need READ = new Need.Granted(Resource.MOS, Level.READ);
    private static final Need WRITE = new Need.Granted(Resource.MOS, Level.WRITE);
    private static final Set<String> MEMBERS = Set.of("token", "host", "expiresAt");

    private final ServiceTokens serviceTokens;

    /// Serves these tokens.
    public OneServiceTokenApi(ServiceTokens serviceTokens) {
        this.serviceTokens = serviceTokens;
    }

    /// The routes of this part of the API.
    public List<Route> routes() {
        return List.of(
                Route.api("GET", PATH, READ, this::get),
                Route.api("PUT", PATH, WRITE, this::put),
                Route.api("DELETE", PATH, WRITE, this::delete));
    }

    @FunctionalInterface
    private interface OfService {
        Reply reply(Service service) throws IOException;
    }

    private static Reply known(Request request, OfService then) throws IOException {
        Optional<Service> service = Service.known(request.parameter("service"));
        return service.isPresent()
                ? then.reply(service.get())
                : Problem.notFound(
                        "There is no service of that name to hold a token for: use "
                                + Service.keys()
                                + ".");
    }

    private Reply get(Request request) throws IOException {
        return known(request, service -> described(request.caller(), service, List.of()));
    }

    private Reply described(Caller caller, Service service, List<String> hints) {
        ObjectNode node = DescribedJson.of(serviceTokens.describe(caller, service));
        if (!hints.isEmpty()) {
            hints.forEach(node.putArray("hints")::add);
        }
        return Reply.json(200, node);
    }

    private Reply put(Request request) throws IOException {
        return known(
                request,
                service -> JsonBody.of(request).then(body -> put(request.caller(), service, body)));
    }

    private Reply put(Caller caller, Service service, JsonNode body) {
        TermsJson.known(body, MEMBERS);
        @Nullable Instant expires =
                body.has("expiresAt") ? TermsJson.time("expiresAt", body.path("expiresAt")) : null;
        Optional<SecretText> token = token(service, body);
        if (token.isPresent() && !serviceTokens.isMask(service, token.get())) {
            Entry entry = new Entry.Enter(token.get(), expires);
            return switch (serviceTokens.put(caller, Map.of(service, entry))) {
                case Put.Rejected rejected -> Problem.badRequest(rejected.problem());
                case Put.Done done -> described(caller, service, done.hints());
            };
        }
        if (!body.has("expiresAt")) {
            return token.isPresent()
                    ? described(caller, service, List.of())
                    : Problem.badRequest("send token, or expiresAt of the one that is stored");
        }
        try {
            return serviceTokens.expires(caller, service, expires)
                    ? described(caller, service, List.of())
                    : none(service);
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(String.valueOf(e.getMessage()));
        }
    }

    /// The token as it is stored: a Gitea's with its host in front.
    private static Optional<SecretText> token(Service service, JsonNode body) {
        JsonNode token = body.path("token");
        JsonNode host = body.path("host");
        if (body.has("host") && service != Service.GITEA) {
            throw new BadRequest(
                    "leave out host: it belongs to gitea only, the others have their own");
        }
        if (body.has("host") && (TermsJson.text(host).isEmpty() || !body.has("token"))) {
            throw new BadRequest(
                    "host must be a string, as in git.example.org, and come with its token");
        }
        if (!body.has("token")) {
            return Optional.empty();
        }
        if (TermsJson.text(token).isEmpty()) {
            throw new BadRequest("token must be a string; DELETE removes the stored one");
        }
        return Optional.of(
                SecretText.of(
                        body.has("host")
                                ? host.stringValue() + ":" + token.stringValue()
                                : token.stringValue()));
    }

    private Reply delete(Request request) throws IOException {
        return known(
                request,
                service -> {
                    if (!serviceTokens.stored(service)) {
                        return none(service);
                    }
                    var _ = serviceTokens.put(request.caller(), Map.of(service, new Entry.Clear()));
                    return Reply.json(
                            200,
                            Json.object()
                                    .put("success", true)
                                    .put("message", "Token removed successfully"));
                });
    }

    private static Reply none(Service service) {
        return Problem.notFound("No " + service.label() + " token is stored.");
    }
}
