package mos.token.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mos.token.access.Access;
import mos.token.access.Demand;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Grant;
import mos.token.admintoken.LocalToken;
import mos.token.admintoken.Use;
import mos.token.admintoken.Verdict;
import mos.token.http.Area;
import mos.token.http.Authorization;
import mos.token.http.Form;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import tools.jackson.databind.node.ObjectNode;

/// OAuth 2.0 token introspection (RFC 7662): a program that was shown a token asks what it is
/// worth. The program shows a token of its own, which may read `introspect`.
///
/// Of the presented token only the program's address is known: a token bound to networks is active
/// for programs within them. Each question counts as a use of it, by the program that asks.
final class Introspection {
    private static final String PATH = "/oauth2/introspect";
    private static final Need.Granted NEED = new Need.Granted(Resource.INTROSPECT, Level.READ);
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String REALM = "realm=\"MOS Token\"";

    /// What the token is used for is not told, so a full one counts as used in full.
    private static final Demand UNTOLD = new Demand.Everything();

    private final AdminTokens adminTokens;
    private final LocalToken localToken;
    private final Access access;

    Introspection(AdminTokens adminTokens, LocalToken localToken, Access access) {
        this.adminTokens = adminTokens;
        this.localToken = localToken;
        this.access = access;
    }

    Route route() {
        return new Route(
                Area.OWN, Set.of("POST"), PATH, NEED, Route.SMALL_BODY, this::answer, null);
    }

    private Reply answer(Request request) throws IOException {
        return switch (Authorization.of(request.headers("Authorization"))) {
            case Authorization.None _ ->
                    stranger(
                            request,
                            "no credential",
                            "",
                            "Send an admin token that may read"
                                    + " 'introspect', as the password of Basic or as Bearer.");
            case Authorization.Several _ ->
                    invalid("the request has several Authorization headers: send one");
            case Authorization.Unreadable(String explanation) ->
                    stranger(request, "unreadable header", "", explanation);
            case Authorization.Token(SecretText token) -> judge(request, token);
        };
    }

    private Reply judge(Request request, SecretText program) throws IOException {
        if (localToken.opens(program, request.client().local())) {
            return introspect(request);
        }
        Verdict verdict = adminTokens.verify(program, use(request, NEED.demand()));
        if (!(verdict instanceof Verdict.Valid(Grant grant, _))) {
            return stranger(request, verdict.reason(), verdict.tokenId(), verdict.explanation());
        }
        return Answers.told(
                grant,
                NEED.demand().metBy(grant.permissions())
                        ? introspect(request)
                        : denied(request, grant));
    }

    private Reply introspect(Request request) throws IOException {
        String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.startsWith(FORM)) {
            return invalid("send the form as " + FORM);
        }
        List<SecretText> tokens =
                Form.parse(new String(request.body(), StandardCharsets.UTF_8)).all("token");
        if (tokens.size() != 1) {
            return invalid("the form must have the field 'token', once");
        }
        Verdict verdict = adminTokens.verify(tokens.getFirst(), use(request, UNTOLD));
        if (verdict instanceof Verdict.Valid(Grant token, _)) {
            return Reply.json(200, described(request, token));
        }
        access.refused(
                "introspection", verdict.reason(), verdict.tokenId(), request.client().text());
        return Reply.json(200, Json.object().put("active", false));
    }

    /// RFC 7662 §2.2. Times are whole seconds; an end is never told later than it is.
    private static ObjectNode described(Request request, Grant token) {
        ObjectNode body =
                Json.object()
                        .put("active", true)
                        .put("token_type", "Bearer")
                        .put("sub", token.id())
                        .put("client_id", token.id())
                        .put("username", token.name());
        String scope = Scopes.each(token.permissions());
        if (!scope.isEmpty()) {
            body.put("scope", scope);
        }
        // An id is the time of the creation, unless the clock went back since: clients refuse an
        // end that is not later.
        long issued = token.number() / 1_000;
        Instant end = token.life().expiresAt();
        if (end == null || issued < end.getEpochSecond()) {
            body.put("iat", issued);
        }
        if (end != null) {
            body.put("exp", end.getEpochSecond());
        }
        Instant begin = token.life().notBefore();
        if (begin != null) {
            body.put("nbf", begin.getEpochSecond());
        }
        return body.put("iss", request.scheme() + "://" + request.host());
    }

    private static Use use(Request request, Demand demand) {
        return new Use(request.client().address(), request.userAgent(), demand);
    }

    /// RFC 6749 §5.2: `invalid_client` names the schemes that would do.
    private Reply stranger(Request request, String reason, String tokenId, String why) {
        access.refused(NEED.text(), reason, tokenId, request.client().text());
        return error(401, "invalid_client", why)
                .with("WWW-Authenticate", "Basic " + REALM)
                .with("WWW-Authenticate", "Bearer " + REALM);
    }

    /// RFC 6750 §3.1, as RFC 7662 §2.3 has it.
    private Reply denied(Request request, Grant program) {
        access.refused(NEED.text(), "denied", program.id(), request.client().text());
        String scope = NEED.text();
        return error(403, "insufficient_scope", NEED.demand().refusal(program.permissions()))
                .with(
                        "WWW-Authenticate",
                        "Bearer %s, error=\"insufficient_scope\", scope=\"%s\""
                                .formatted(REALM, scope))
                .with("X-Accepted-Permissions", scope);
    }

    private static Reply invalid(String why) {
        return error(400, "invalid_request", why);
    }

    private static Reply error(int status, String code, String description) {
        return Reply.json(
                status, Json.object().put("error", code).put("error_description", description));
    }
}
