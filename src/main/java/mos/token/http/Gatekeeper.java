package mos.token.http;

import mos.token.access.Caller;
import mos.token.access.Demand;
import mos.token.http.Authenticator.Credential;
import mos.token.http.Authenticator.Result;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// Decides, on the matched route alone, who may go on to its handler.
final class Gatekeeper {
    /// The decision.
    sealed interface Pass {
        /// Go on as this caller.
        record Admitted(Caller caller) implements Pass {}

        /// Answer this instead.
        record Refused(Reply reply) implements Pass {}
    }

    private static final String WRONG = "Invalid or expired token.";
    private static final String MISSING = "Access denied. Token required.";
    private static final String ONLY_TOKENS = "This endpoint is only available for API tokens.";
    static final String CHALLENGE = "Bearer realm=\"MOS Token\"";

    private final Authenticator authenticator;
    private final RefusalLog refusals;
    private final HostCheck hosts;

    Gatekeeper(Authenticator authenticator, RefusalLog refusals, HostCheck hosts) {
        this.authenticator = authenticator;
        this.refusals = refusals;
        this.hosts = hosts;
    }

    /// Judges a request.
    ///
    /// @throws BadRequest when its credential is ambiguous
    Pass admit(Request request, Route route) {
        return switch (route.area()) {
            case OWN -> admitted(anonymous(request));
            case API -> api(request, route);
            case PAGE -> page(request, route);
        };
    }

    private Pass api(Request request, Route route) {
        boolean open = route.need() instanceof Need.Open;
        return switch (Authorization.of(request.headers("Authorization"))) {
            case Authorization.Several _ ->
                    throw new BadRequest("the request has several Authorization headers: send one");
            case Authorization.Token token ->
                    settle(
                            request,
                            route,
                            authenticator.authenticate(
                                    request,
                                    new Credential.Token(token.token()),
                                    route.need().demand()));
            case Authorization.Unreadable unreadable ->
                    open
                            ? admitted(anonymous(request))
                            : wrong(
                                    request,
                                    route,
                                    new Result.Refused(
                                            unreadable.explanation(), "unreadable header", ""));
            case Authorization.None _ -> {
                SecretText session = SessionCookie.of(request);
                if (session == null) {
                    yield open ? admitted(anonymous(request)) : missing(request, route);
                }
                Pass foreign = foreign(request, route);
                yield foreign != null
                        ? foreign
                        : settle(
                                request,
                                route,
                                authenticator.authenticate(
                                        request,
                                        new Credential.Cookie(session),
                                        route.need().demand()));
            }
        };
    }

    private Pass page(Request request, Route route) {
        Pass foreign = foreign(request, route);
        if (foreign != null) {
            return foreign;
        }
        SecretText session = SessionCookie.of(request);
        if (session == null) {
            return route.need() instanceof Need.Open
                    ? admitted(anonymous(request))
                    : missing(request, route);
        }
        return settle(
                request,
                route,
                authenticator.authenticate(
                        request, new Credential.Cookie(session), route.need().demand()));
    }

    /// The checks that keep strangers' pages from using the owner's browser; null when they pass.
    private @Nullable Pass foreign(Request request, Route route) {
        if (!hosts.ours(request.host())) {
            refused(request, route, "foreign host", "");
            String name = HostCheck.nameOf(request.host());
            return new Pass.Refused(
                    Refusals.of(
                            route.area(),
                            421,
                            "Misdirected Request",
                            "This service was asked for under a name that it does not know: "
                                    + name
                                    + ". If the name is yours, start it with --host "
                                    + name
                                    + ". (This protects against DNS rebinding.)"));
        }
        if (!SameSite.safe(request.method()) && !SameSite.ownPage(request)) {
            refused(request, route, "cross-site request", "");
            return new Pass.Refused(
                    Refusals.of(
                            route.area(),
                            403,
                            "Forbidden",
                            "Access denied. This change was not asked for by a page of this"
                                    + " service; open the page again and repeat it there."));
        }
        return null;
    }

    private Pass settle(Request request, Route route, Result result) {
        return switch (result) {
            case Result.Known known -> judge(request, route, known.caller());
            case Result.Refused refused ->
                    route.need() instanceof Need.Open
                            ? admitted(anonymous(request))
                            : wrong(request, route, refused);
        };
    }

    private Pass judge(Request request, Route route, Caller caller) {
        Demand demand = route.need().demand();
        if (route.need() instanceof Need.AnyToken
                && !(caller instanceof Caller.Token || caller instanceof Caller.Local)) {
            Reply reply =
                    Refusals.forbidden(route.area(), ONLY_TOKENS, demand, caller.permissions());
            return forbidden(request, route, caller, Refusals.scoped(reply, "any"));
        }
        return demand.metBy(caller.permissions())
                ? admitted(caller)
                : forbidden(
                        request,
                        route,
                        caller,
                        Refusals.forbidden(
                                route.area(),
                                demand.refusal(caller.permissions()),
                                demand,
                                caller.permissions()));
    }

    private Pass forbidden(Request request, Route route, Caller caller, Reply reply) {
        refused(request, route, "insufficient permissions", caller.subject());
        return new Pass.Refused(reply.to(caller));
    }

    private Pass wrong(Request request, Route route, Result.Refused why) {
        refused(request, route, why.reason(), why.tokenId());
        String detail = why.explanation().isEmpty() ? WRONG : why.explanation();
        return new Pass.Refused(unknown(request, route.area(), detail));
    }

    /// To whoever showed a credential that opens nothing, or nothing any more.
    static Reply unknown(Request request, Area area, String detail) {
        return area == Area.PAGE
                ? signIn(request)
                : Refusals.of(area, 401, "Unauthorized", detail)
                        .with("WWW-Authenticate", CHALLENGE + ", error=\"invalid_token\"");
    }

    private Pass missing(Request request, Route route) {
        refused(request, route, "no credential", "");
        return new Pass.Refused(
                route.area() == Area.PAGE
                        ? signIn(request)
                        : Refusals.of(route.area(), 401, "Unauthorized", MISSING)
                                .with("WWW-Authenticate", CHALLENGE));
    }

    /// Off to sign in: a fragment request must move the whole page, and a lost form is told so.
    private static Reply signIn(Request request) {
        if (request.header("HX-Request").filter("true"::equals).isPresent()) {
            return Reply.text(401, "Sign in first.\n").with("HX-Redirect", "/sign-in");
        }
        return request.method().equals("GET") || request.method().equals("HEAD")
                ? Reply.seeOther("/sign-in")
                : Reply.text(401, "Sign in first, at /sign-in\n");
    }

    private void refused(Request request, Route route, String reason, String tokenId) {
        refusals.refused(route.need().text(), reason, tokenId, request.client().text());
    }

    private static Pass admitted(Caller caller) {
        return new Pass.Admitted(caller);
    }

    private static Caller anonymous(Request request) {
        return new Caller.Anonymous(request.client().text());
    }
}
