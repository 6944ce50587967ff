package mos.token.check;

import java.util.List;
import java.util.Optional;
import mos.token.access.Access;
import mos.token.access.Demand;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Grant;
import mos.token.admintoken.LocalToken;
import mos.token.admintoken.Use;
import mos.token.admintoken.Verdict;
import mos.token.http.Authorization;
import mos.token.http.ClientAddress;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.net.Headers;
import mos.token.secret.SecretText;

/// The check that a proxy makes for each request it guards, in the words of nginx's `auth_request`:
/// the original request stands in `X-Original-Method` and `X-Original-URI`. Answers 200, 401 or 403
/// and nothing else, since nginx turns every other status into a 500, and sends no body.
///
/// Believing those headers from anybody is safe: they only choose the question, and whoever asks
/// learns what a token they hold may do.
public final class Check {
    private static final String METHOD = "X-Original-Method";
    private static final String URI = "X-Original-URI";

    /// Some proxies send the original request's body along. It is never read, however long it is: a
    /// 413 would reach people as a 500.
    private static final long ANY_BODY = Long.MAX_VALUE;

    private static final Reply NO_CREDENTIAL = challenge(401, "");
    private static final Reply LOCAL = Answers.allowed("local", "local", "full");

    private final AdminTokens adminTokens;
    private final LocalToken localToken;
    private final Access access;

    private final Answers answers = new Answers();

    /// Checks against these tokens.
    public Check(AdminTokens adminTokens, LocalToken localToken, Access access) {
        this.adminTokens = adminTokens;
        this.localToken = localToken;
        this.access = access;
    }

    /// `/check` and everything under it: some proxies put the original path behind it.
    public List<Route> routes() {
        Need open = new Need.Open("decides itself");
        return List.of(
                Route.own(
                        "/check",
                        open,
                        ANY_BODY,
                        this::answer,
                        request -> Optional.of(answer(request))),
                Route.own(
                        "/check/{path...}",
                        open,
                        ANY_BODY,
                        this::answer,
                        request -> Optional.of(answer(request))));
    }

    private Reply answer(Request request) {
        return switch (Authorization.of(request.headers("Authorization"))) {
            case Authorization.None _ -> NO_CREDENTIAL;
            case Authorization.Several _ -> unusable(request, "more than one Authorization header");
            case Authorization.Unreadable(String explanation) -> unusable(request, explanation);
            case Authorization.Token(SecretText token) -> judge(request, token);
        };
    }

    private Reply unusable(Request request, String why) {
        access.refused("check", "unusable", "", request.client().text());
        return challenge(401, ", error=\"invalid_request\", error_description=\"" + why + '"');
    }

    private Reply judge(Request request, SecretText secret) {
        List<String> methods = request.headers(METHOD);
        List<String> uris = request.headers(URI);
        ClientAddress client = request.client();
        // A proxy that names the original request asks for somebody else, who is not local.
        if (localToken.opens(secret, client.local() && methods.isEmpty() && uris.isEmpty())) {
            return LOCAL;
        }
        Demand demand = OriginalRequest.demand(methods, uris);
        Verdict verdict =
                adminTokens.verify(secret, new Use(client.address(), request.userAgent(), demand));
        if (verdict instanceof Verdict.Valid(Grant token, _)) {
            return demand.metBy(token.permissions())
                    ? answers.allowed(token)
                    : denied(request, token, demand);
        }
        access.refused("check", verdict.reason(), verdict.tokenId(), client.text());
        return challenge(
                401,
                ", error=\"invalid_token\", error_description=\"" + verdict.explanation() + '"');
    }

    /// 403 has no body here, so the challenge says what is missing and what the token is.
    private Reply denied(Request request, Grant token, Demand demand) {
        String scope = demand.text();
        access.refused("check " + scope, "denied", token.id(), request.client().text());
        Reply reply =
                challenge(
                                403,
                                ", error=\"insufficient_scope\", error_description=\"This needs %s; the token is %s.\", scope=\"%s\""
                                        .formatted(scope, token.permissions().mode(), scope))
                        .with("X-Accepted-Permissions", scope);
        return Answers.told(token, reply);
    }

    /// RFC 6750 §3; without a credential it names no error.
    private static Reply challenge(int status, String details) {
        return new Reply(
                status,
                Headers.of(
                        "Cache-Control",
                        "no-store",
                        "WWW-Authenticate",
                        "Bearer realm=\"MOS Token\"" + details),
                new Reply.Body.Empty());
    }
}
