package mos.token.api;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.http.Need;
import mos.token.http.Problem;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import mos.token.servicetoken.Described;
import mos.token.servicetoken.Entry;
import mos.token.servicetoken.Look;
import mos.token.servicetoken.Put;
import mos.token.servicetoken.Service;
import mos.token.servicetoken.ServiceTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/mos/tokens` and `/validatetokens`, as MOS answers them, with these differences on
/// purpose: masks in the place of tokens, and a mask sent back means "keep"; a service that we do
/// not know, or a value that is no text, is 400 and names the field; `rate` is always an object.
public final class ServiceTokenApi {
    private static final Need READ = new Need.Granted(Resource.MOS, Level.READ);
    private static final Need WRITE = new Need.Granted(Resource.MOS, Level.WRITE);

    /// What MOS always names; the others are named when a token is stored.
    private static final Set<Service> MOS = Set.of(Service.GITHUB, Service.DOCKERHUB);

    private final ServiceTokens serviceTokens;

    /// Serves these tokens.
    public ServiceTokenApi(ServiceTokens serviceTokens) {
        this.serviceTokens = serviceTokens;
    }

    /// The routes of this part of the API.
    public List<Route> routes() {
        return List.of(
                Route.api("GET", "/api/v1/mos/tokens", READ, this::get),
                Route.api("POST", "/api/v1/mos/tokens", WRITE, this::post),
                Route.api("GET", "/api/v1/mos/validatetokens", READ, this::validate));
    }

    private Reply get(Request request) {
        ObjectNode masks = Json.object();
        for (Described token : serviceTokens.describe(request.caller())) {
            if (token.mask() != null || MOS.contains(token.service())) {
                masks.put(token.service().key(), token.mask());
            }
        }
        return Reply.json(200, masks);
    }

    private Reply post(Request request) throws IOException {
        return JsonBody.of(
                        request,
                        "Request body must be an object with token fields (github, dockerhub,"
                                + " etc.).")
                .then(body -> post(request, body));
    }

    private Reply post(Request request, JsonNode body) {
        Map<Service, Entry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            Optional<Service> service = Service.known(field.getKey());
            if (service.isEmpty()) {
                return Problem.badRequest(
                        "There is no service of that name to hold a token for: use "
                                + Service.keys());
            }
            JsonNode value = field.getValue();
            if (!value.isString() && !value.isNull()) {
                return Problem.badRequest(
                        field.getKey() + " must be a string, or null to remove the token");
            }
            boolean clears = value.isNull() || value.stringValue().isEmpty();
            entries.put(
                    service.get(),
                    clears
                            ? new Entry.Clear()
                            : new Entry.Enter(SecretText.of(value.stringValue())));
        }
        return switch (serviceTokens.put(request.caller(), entries)) {
            case Put.Rejected rejected -> Problem.badRequest(rejected.problem());
            case Put.Done done -> {
                ObjectNode node = Json.object();
                node.put("success", true);
                node.put("message", "Tokens updated successfully");
                var updated = node.putArray("updated");
                entries.keySet().forEach(service -> updated.add(service.key()));
                if (!done.hints().isEmpty()) {
                    var hints = node.putArray("hints");
                    done.hints().forEach(hints::add);
                }
                yield Reply.json(200, node);
            }
        };
    }

    private Reply validate(Request request) {
        ObjectNode all = Json.object();
        for (Look look : serviceTokens.validate(request.caller())) {
            if (look.configured() || MOS.contains(look.service())) {
                all.set(look.service().key(), LookJson.of(look));
            }
        }
        return Reply.json(200, all);
    }
}
