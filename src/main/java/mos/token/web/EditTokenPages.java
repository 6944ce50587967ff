package mos.token.web;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import mos.token.admintoken.AdminToken;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Alteration;
import mos.token.admintoken.Terms;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;

/// Changes what a person decided about a token.
final class EditTokenPages {
    private final Pages pages;
    private final RecentSignIn recent;
    private final AdminTokens tokens;
    private final TokenDetailPages details;

    EditTokenPages(Pages pages, RecentSignIn recent, AdminTokens tokens, TokenDetailPages details) {
        this.pages = pages;
        this.recent = recent;
        this.tokens = tokens;
        this.details = details;
    }

    List<Route> routes() {
        String path = TokenDetailPages.BASE + "/{id}/edit";
        return List.of(
                Route.page("GET", path, TokenDetailPages.READ, this::ask),
                Route.page("POST", path, TokenDetailPages.WRITE, this::edit));
    }

    private Optional<Terms> terms(Request request) {
        return tokens.get(request.caller(), request.parameter("id"))
                .map(found -> found.listed().token())
                .map(AdminToken::terms);
    }

    private Reply ask(Request request) {
        return terms(request)
                .map(terms -> form(request, 200, pages.frame(request, null), TermsForm.of(terms)))
                .orElseGet(() -> details.missing(request));
    }

    private Reply form(Request request, int status, View.Frame frame, TermsForm form) {
        String id = request.parameter("id");
        return pages.dialog(
                request,
                status,
                frame.of("edit.title"),
                out -> JteeditTokenGenerated.render(out, Pages.NO_INTERCEPTOR, frame, id, form));
    }

    private Reply again(Request request, TermsForm form) {
        return form(request, 422, pages.frame(request, null), form);
    }

    private Reply edit(Request request) throws IOException {
        Form form = Form.of(request);
        Optional<Terms> before = terms(request);
        if (before.isEmpty()) {
            return details.missing(request);
        }
        TermsForm entered = TermsForm.of(form).keeping(before.get());
        return switch (entered.terms(
                pages.texts(request), tokens.times(request.caller()).tokens())) {
            case TermsForm.Outcome.Unfit(TermsForm unfit) -> again(request, unfit);
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
                            recently -> edit(recently, form, entered, fit));
        };
    }

    private Reply edit(Request request, Form form, TermsForm entered, TermsForm.Outcome.Fit fit) {
        Texts texts = pages.texts(request);
        Alteration outcome =
                tokens.edit(request.caller(), request.parameter("id"), fit.change()::apply);
        return switch (outcome) {
            case Alteration.Invalid invalid ->
                    again(request, entered.refused(texts, invalid.field()));
            case Alteration.NameTaken _ ->
                    again(request, entered.wrong("name", texts.of("new.taken")));
            case Alteration.AboveCaller _ ->
                    again(request, entered.wrong("permissions", texts.of("new.above")));
            case Alteration.Done _, Alteration.NotFound _ ->
                    details.done(request, form, outcome, "edited");
        };
    }
}
