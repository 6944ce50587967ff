package mos.token.web;

import java.util.List;
import java.util.Optional;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.admintoken.AdminToken;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Alteration;
import mos.token.admintoken.TokenQuery;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;

/// The section of the admin tokens: its list and its dialogs.
final class AdminTokenPages {
    private static final String BASE = Pages.HOME + "/admin-tokens";
    private static final Need READ = new Need.Granted(Resource.AUTH, Level.READ);
    private static final Need WRITE = new Need.Granted(Resource.AUTH, Level.WRITE);

    /// At most so many, in MOS's order, the oldest first: more would make the page too heavy.
    private static final TokenQuery SHOWN = TokenQuery.ALL.withLimit(1_000);

    private final Pages pages;
    private final AdminTokens tokens;

    AdminTokenPages(Pages pages, AdminTokens tokens) {
        this.pages = pages;
        this.tokens = tokens;
    }

    List<Route> routes() {
        return List.of(
                Route.page("GET", BASE + "/{id}/delete", READ, request -> ask(request, "delete")),
                Route.page("POST", BASE + "/{id}/delete", WRITE, this::delete),
                Route.page(
                        "GET",
                        BASE + "/{id}/deactivate",
                        READ,
                        request -> ask(request, "deactivate")),
                Route.page("POST", BASE + "/{id}/deactivate", WRITE, this::deactivate));
    }

    /// The list, in words.
    View.TokenList list(Request request) {
        var words = new AdminTokenWords(pages.texts(request));
        TokenQuery.Page page = tokens.list(request.caller(), SHOWN);
        return new View.TokenList(
                page.tokens().stream().map(words::of).toList(),
                page.next().isEmpty() ? null : words.more(page.tokens().size(), tokens.count()));
    }

    /// The list anew, beside a dialog.
    Pages.Drawing again(Request request) {
        return section(pages.frame(request, null), list(request), true);
    }

    private Reply ask(Request request, String action) {
        String id = request.parameter("id");
        Optional<AdminToken> token =
                tokens.get(request.caller(), id).map(details -> details.listed().token());
        if (token.isEmpty()) {
            return missing(request);
        }
        View.Frame frame = pages.frame(request, null);
        var confirm =
                new View.Confirm(
                        frame.of(action + ".title", token.get().name()),
                        frame.of(action + ".text"),
                        frame.of(action + ".button"),
                        BASE + "/" + token.get().id() + "/" + action,
                        "#admin-tokens");
        return pages.dialog(
                request,
                200,
                confirm.title(),
                out -> JteconfirmGenerated.render(out, Pages.NO_INTERCEPTOR, frame, confirm));
    }

    private Reply delete(Request request) {
        return done(request, tokens.delete(request.caller(), request.parameter("id")), "deleted");
    }

    private Reply deactivate(Request request) {
        return done(
                request,
                tokens.deactivate(request.caller(), request.parameter("id")),
                "deactivated");
    }

    private Reply done(Request request, Alteration alteration, String key) {
        return switch (alteration) {
            case Alteration.Done _ ->
                    Pages.fragment(request)
                            ? refreshed(request, pages.good(request, "snack." + key))
                            : Pages.home(key);
            case Alteration.NotFound _ ->
                    Pages.fragment(request)
                            ? refreshed(request, pages.bad(request, "problem.missing.text"))
                            : missing(request);
            // The page only deactivates and deletes: neither can be wrong in a field.
            case Alteration.Invalid _, Alteration.NameTaken _ ->
                    throw new IllegalStateException("not an outcome of " + key);
            case Alteration.AboveCaller _ ->
                    Pages.fragment(request)
                            ? refreshed(request, pages.bad(request, "problem.above.text"))
                            : pages.problem(
                                    request,
                                    403,
                                    pages.texts(request).of("problem.denied"),
                                    pages.texts(request).of("problem.above.text"));
        };
    }

    private Reply refreshed(Request request, View.Snack snack) {
        View.Frame frame = pages.frame(request, null);
        View.TokenList list = list(request);
        return pages.html(
                        request,
                        200,
                        section(frame, list, false),
                        out ->
                                JtesnackLaterGenerated.render(
                                        out, Pages.NO_INTERCEPTOR, frame, snack))
                .with("HX-Trigger-After-Swap", "close-dialog");
    }

    private Reply missing(Request request) {
        return pages.problem(
                request,
                404,
                pages.texts(request).of("problem.missing"),
                pages.texts(request).of("problem.missing.text"));
    }

    private static Pages.Drawing section(View.Frame frame, View.TokenList list, boolean later) {
        return out -> JteadminTokensGenerated.render(out, Pages.NO_INTERCEPTOR, frame, list, later);
    }
}
