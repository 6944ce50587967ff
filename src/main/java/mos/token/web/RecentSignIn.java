package mos.token.web;

import java.util.function.Function;
import mos.token.access.Caller;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.secret.SecretText;
import mos.token.session.Sessions;
import mos.token.session.SignIn;

/// What makes or takes a secret needs a person who signed in lately. Whose sign-in is older is
/// asked for an admin token in the form itself, so that nothing entered is lost.
final class RecentSignIn {
    /// The field's name; [Pages#frame] says whether a form has it.
    static final String FIELD = "signin-token";

    private final Pages pages;
    private final Sessions sessions;

    RecentSignIn(Pages pages, Sessions sessions) {
        this.pages = pages;
        this.sessions = sessions;
    }

    /// Does `act` with a request whose caller signed in lately: this one, or the same by the new
    /// session of whoever entered their token into the form; else asks for that token.
    ///
    /// @param ask draws the form again, with what was entered and the question
    Reply before(
            Request request,
            Form form,
            Function<View.SignInAgain, Reply> ask,
            Function<Request, Reply> act) {
        if (!(request.caller() instanceof Caller.Session session) || session.recent()) {
            return act.apply(request);
        }
        SecretText token = form.secret(FIELD);
        if (token.isEmpty()) {
            return ask.apply(wrong(request, "again.missing"));
        }
        return switch (sessions.signIn(session, token, SignInPages.use(request))) {
            // The other forms of an open page need not ask any more.
            case SignIn.SignedIn in ->
                    act.apply(new RequestAs(request, in.session()))
                            .with("Set-Cookie", SignInPages.cookie(request, in.cookie()))
                            .with("HX-Trigger", "signed-in");
            case SignIn.Refused refused -> ask.apply(new View.SignInAgain(refused.explanation()));
            case SignIn.NotFull _ -> ask.apply(wrong(request, "signin.notfull"));
            case SignIn.TooMany tooMany ->
                    ask.apply(
                            wrong(request, "signin.toomany", SignInPages.seconds(tooMany.pause())));
        };
    }

    private View.SignInAgain wrong(Request request, String key, Object... values) {
        return new View.SignInAgain(pages.texts(request).of(key, values));
    }
}
