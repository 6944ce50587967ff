package mos.token.web;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import mos.token.access.Caller;
import mos.token.access.Demand;
import mos.token.admintoken.Use;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.secret.SecretText;
import mos.token.session.Sessions;
import mos.token.session.SignIn;

/// Signing in and out.
final class SignInPages {
    private final Pages pages;
    private final Sessions sessions;

    SignInPages(Pages pages, Sessions sessions) {
        this.pages = pages;
        this.sessions = sessions;
    }

    List<Route> routes() {
        return List.of(
                Route.page(
                        "GET",
                        "/sign-in",
                        new Need.Open("shows the form that asks who you are"),
                        this::show),
                Route.page(
                        "POST",
                        "/sign-in",
                        new Need.Open("checks what was entered there"),
                        this::signIn),
                Route.page(
                        "POST",
                        "/sign-out",
                        new Need.Open("ends the session that asks, if there is one"),
                        this::signOut));
    }

    /// A link only shows a button, so that a program that looks at links does not use it up. It
    /// does so also to who is signed in: some things need a sign-in that is recent.
    private Reply show(Request request) {
        if (request.caller() instanceof Caller.Session && request.query("code").isEmpty()) {
            return Reply.seeOther(Pages.HOME).with("Cache-Control", "no-store");
        }
        return request.query("code")
                .map(code -> {
                    View.Frame frame = pages.frame(request, null);
                    return pages.html(
                            request,
                            200,
                            out ->
                                    JtesignInCodeGenerated.render(
                                            out, Pages.NO_INTERCEPTOR, frame, code));
                })
                .orElseGet(() -> form(request, 200, ""));
    }

    private Reply signIn(Request request) throws IOException {
        Form form = Form.of(request);
        SecretText code = form.secret("code");
        SignIn outcome =
                code.isEmpty()
                        ? sessions.signIn(request.caller(), form.secret("token"), use(request))
                        : sessions.signInWithLink(request.caller(), code, use(request));
        return switch (outcome) {
            case SignIn.SignedIn in ->
                    Reply.seeOther(Pages.HOME)
                            .with("Set-Cookie", cookie(request, in.cookie()))
                            .with("Cache-Control", "no-store");
            case SignIn.Refused refused -> form(request, 401, refused.explanation());
            case SignIn.NotFull _ -> form(request, 403, pages.texts(request).of("signin.notfull"));
            case SignIn.TooMany tooMany ->
                    form(
                                    request,
                                    429,
                                    pages.texts(request)
                                            .of("signin.toomany", seconds(tooMany.pause())))
                            .with("Retry-After", Long.toString(seconds(tooMany.pause())));
        };
    }

    private Reply signOut(Request request) {
        if (request.caller() instanceof Caller.Session session) {
            sessions.signOut(session);
        }
        return Reply.seeOther("/sign-in")
                .with("Set-Cookie", cookie(request, SecretText.of("")) + "; Max-Age=0")
                // Not "cookies" or "storage": what else is served under this host, as MOS's page,
                // keeps its sign-in there. Our own ends above.
                .with("Clear-Site-Data", "\"cache\"")
                .with("Cache-Control", "no-store");
    }

    private Reply form(Request request, int status, String error) {
        View.Frame frame = pages.frame(request, null);
        return pages.html(
                request,
                status,
                out -> JtesignInGenerated.render(out, Pages.NO_INTERCEPTOR, frame, error));
    }

    /// The use that signing in is.
    static Use use(Request request) {
        return new Use(request.client().address(), request.userAgent(), new Demand.Everything());
    }

    /// The `__Host-` prefix binds the cookie to this host and to TLS; browsers refuse it without.
    static String cookie(Request request, SecretText value) {
        boolean tls = request.scheme().equals("https");
        return (tls ? "__Host-mos_session=" : "mos_session=")
                + value.exposeText()
                + "; Path=/; HttpOnly; SameSite=Strict"
                + (tls ? "; Secure" : "");
    }

    static long seconds(Duration wait) {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }
}
