package mos.token.web;

import java.io.IOException;
import java.util.List;
import mos.token.access.Demand;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Creation;
import mos.token.admintoken.Excess;
import mos.token.admintoken.Terms;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;

/// The dialog that makes an admin token.
final class NewTokenPages {
    private static final String BASE = Pages.HOME + "/admin-tokens";
    private static final Need WRITE = new Need.Granted(Resource.AUTH, Level.WRITE);

    /// What a token is before anything was entered.
    private static final Terms NOTHING = Terms.of("", "", new Permissions.Readonly());

    private final Pages pages;
    private final RecentSignIn recent;
    private final AdminTokens tokens;
    private final ShownOnce once;

    NewTokenPages(Pages pages, RecentSignIn recent, AdminTokens tokens, ShownOnce once) {
        this.pages = pages;
        this.recent = recent;
        this.tokens = tokens;
        this.once = once;
    }

    List<Route> routes() {
        return List.of(
                Route.page("GET", BASE + "/new", WRITE, r -> form(r, 200, TermsForm.blank())),
                Route.page("POST", BASE, WRITE, this::create));
    }

    private Reply form(Request request, int status, TermsForm form) {
        return form(request, status, pages.frame(request, null), form);
    }

    private Reply form(Request request, int status, View.Frame frame, TermsForm form) {
        return pages.dialog(
                request,
                status,
                frame.of("new.title"),
                out -> JtenewTokenGenerated.render(out, Pages.NO_INTERCEPTOR, frame, form));
    }

    private Reply create(Request request) throws IOException {
        Form form = Form.of(request);
        var entered = TermsForm.of(form);
        return switch (entered.terms(
                pages.texts(request), tokens.times(request.caller()).tokens())) {
            case TermsForm.Outcome.Unfit(TermsForm unfit) -> form(request, 422, unfit);
            case TermsForm.Outcome.Fit fit ->
                    recent.before(
                            request,
                            form,
                            question ->
                                    form(
                                            request,
                                            422,
                                            pages.frame(request, null).asking(question),
                                            entered),
                            recently -> create(recently, entered, fit.change().apply(NOTHING)));
        };
    }

    private Reply create(Request request, TermsForm entered, Terms terms) {
        Texts texts = pages.texts(request);
        return switch (tokens.create(request.caller(), terms)) {
            case Creation.Created created ->
                    once.of(request, "created", created.token(), created.secret());
            case Creation.Invalid invalid ->
                    form(request, 422, entered.refused(texts, invalid.field()));
            case Creation.NameTaken _ ->
                    form(request, 422, entered.wrong("name", texts.of("new.taken")));
            case Creation.AboveCaller(Excess excess) ->
                    form(
                            request,
                            422,
                            excess.needed() instanceof Demand.Nothing
                                    ? entered.wrong("expiresAt", texts.of("new.abovelife"))
                                    : entered.wrong("permissions", texts.of("new.above")));
        };
    }
}
