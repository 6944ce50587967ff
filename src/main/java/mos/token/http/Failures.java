package mos.token.http;

import java.io.PrintWriter;
import java.io.StringWriter;
import mos.token.access.CallerEnded;
import mos.token.access.Denied;
import mos.token.access.SignInTooOld;
import mos.token.json.Json;
import mos.token.secret.Redaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns what a handler throws into a reply: what the sender can mend is told, everything else is
/// named by an incident id and told to the log alone.
final class Failures {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    /// RFC 9470 §3: the same request succeeds after a new sign-in.
    private static final String SIGN_IN_AGAIN =
            "Bearer realm=\"MOS Token\", error=\"insufficient_user_authentication\", max_age=900";

    private Failures() {}

    /// The reply; an incident is logged here, once. A [Denied] was counted by the face that threw
    /// it.
    static Reply reply(Request request, Route route, Throwable e) {
        Area area = route.area();
        return switch (e) {
            case BodyTooLarge large -> Refusals.of(area, 413, "Content Too Large", message(large));
            case RequestBody.TooSlow slow ->
                    Refusals.of(area, 408, "Request Timeout", message(slow))
                            .with("Connection", "close");
            case RequestBody.ClientLeft _ -> Reply.empty(400);
            case BadRequest bad -> Refusals.of(area, 400, "Bad Request", message(bad));
            case Json.Malformed bad -> Refusals.of(area, 400, "Bad Request", message(bad));
            case Denied denied ->
                    Refusals.forbidden(area, message(denied), denied.needed(), denied.held());
            case CallerEnded ended -> Gatekeeper.unknown(request, area, message(ended));
            case SignInTooOld old ->
                    Refusals.of(area, 401, "Unauthorized", message(old))
                            .with("WWW-Authenticate", SIGN_IN_AGAIN);
            default -> {
                log(request, route, e);
                yield Refusals.of(
                        area,
                        500,
                        "Internal Server Error",
                        "Something broke. The log names it under incident " + request.id() + ".");
            }
        };
    }

    /// Logs an incident. The path is left out: it may hold what a person mistook for a field.
    static void log(Request request, Route route, Throwable e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        log.error(
                "incident {} at {} {}: {}",
                request.id(),
                request.method(),
                route.template(),
                Redaction.text(trace.toString()));
    }

    static String message(Throwable e) {
        return String.valueOf(e.getMessage());
    }
}
