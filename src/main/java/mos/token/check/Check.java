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
import mos.token.config.CheckProxy;
import mos.token.config.Config;
import mos.token.http.Authorization;
import mos.token.http.ClientAddress;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.net.Headers;
import mos.token.secret.SecretText;

/// The check that a proxy makes for each request it guards. Answers 200, 401 or 403 and nothing
/// else, since nginx turns every other status into a 500, and sends no body.
///
/// What the proxy says of the original request is believed from trusted proxies alone, and only in
/// the words of the product that was agreed on.
public final class Check {
    /// Some proxies send the original request's body along. It is never read, however long it is: a
    /// 413 would reach people as a 500.
    private static final long ANY_BODY = Long.MAX_VALUE;

    private static final Reply NO_CREDENTIAL = challenge(401, "");
    private static final Reply LOCAL = Answers.allowed("local", "local", "full", "full");

    /// A request that nobody describes may be anything.
    private static final Demand UNNAMED = new Demand.Everything();

    private final AdminTokens adminTokens;
    private final LocalToken localToken;
    private final Access access;
    private final CheckProxy proxy;
    private final ProtectedPaths paths;
    private final Introspection introspection;

    private final Answers answers = new Answers();

    /// Checks against these tokens.
    ///
    /// @throws IllegalArgumentException when a path needs a resource that does not exist
    public Check(
            AdminTokens adminTokens, LocalToken localToken, Access access, Config.Check agreed) {
        this.adminTokens = adminTokens;
        this.localToken = localToken;
        this.access = access;
        this.proxy = agreed.proxy();
        this.paths = new ProtectedPaths(agreed.paths());
        this.introspection = new Introspection(adminTokens, localToken, access);
    }

    /// What a request of another program asks of its caller.
    ///
    /// @param target path and query as sent, undecoded
    public Demand demand(String method, String target) {
        return paths.demand(method, target);
    }

    /// `/check` and everything under it, since some proxies put the original path behind it; and
    /// introspection.
    public List<Route> routes() {
        Need open = new Need.Open("decides itself");
        return List.of(
                Route.own(
                        OriginalRequest.CHECK,
                        open,
                        ANY_BODY,
                        this::answer,
                        request -> Optional.of(answer(request))),
                Route.own(
                        OriginalRequest.CHECK + "/{path...}",
                        open,
                        ANY_BODY,
                        this::answer,
                        request -> Optional.of(answer(request))),
                introspection.route());
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
        ClientAddress client = request.client();
        // A proxy that names the original request asks for somebody else, who is not local.
        if (localToken.opens(secret, client.local()) && !OriginalRequest.namedIn(request)) {
            return LOCAL;
        }
        Demand demand =
                request.fromTrustedProxy()
                        ? OriginalRequest.of(request, proxy)
                                .map(original -> demand(original.method(), original.target()))
                                .orElse(UNNAMED)
                        : UNNAMED;
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
        String stranger =
                request.fromTrustedProxy()
                        ? ""
                        : " What is said of the original request is not believed: no trusted-proxy says it.";
        access.refused("check " + scope, "denied", token.id(), request.client().text());
        Reply reply =
                challenge(
                                403,
                                ", error=\"insufficient_scope\", error_description=\"This needs %s; the token is %s.%s\", scope=\"%s\""
                                        .formatted(
                                                scope, token.permissions().mode(), stranger, scope))
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
