package mos.token.web;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.admintoken.AdminToken;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Alteration;
import mos.token.admintoken.TokenDetails;
import mos.token.admintoken.Uses;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;

/// One admin token: what it did, and what can be done with it.
final class TokenDetailPages {
    static final String BASE = Pages.HOME + "/admin-tokens";
    static final Need READ = new Need.Granted(Resource.AUTH, Level.READ);
    static final Need WRITE = new Need.Granted(Resource.AUTH, Level.WRITE);

    private final Pages pages;
    private final RecentSignIn recent;
    private final AdminTokens tokens;
    private final TokenListing listing;

    TokenDetailPages(Pages pages, RecentSignIn recent, AdminTokens tokens, TokenListing listing) {
        this.pages = pages;
        this.recent = recent;
        this.tokens = tokens;
        this.listing = listing;
    }

    List<Route> routes() {
        String one = BASE + "/{id}";
        return List.of(
                Route.page("GET", one, READ, this::show),
                Route.page("GET", one + "/delete", READ, request -> ask(request, "delete")),
                Route.page("POST", one + "/delete", WRITE, this::delete),
                Route.page("GET", one + "/deactivate", READ, request -> ask(request, "deactivate")),
                Route.page("POST", one + "/deactivate", WRITE, this::deactivate),
                Route.page("POST", one + "/activate", WRITE, this::activate),
                Route.page("POST", one + "/adopt", WRITE, this::adopt));
    }

    private Reply show(Request request) {
        return tokens.get(request.caller(), request.parameter("id"))
                .map(details -> show(request, 200, pages.frame(request, null), details))
                .orElseGet(() -> missing(request));
    }

    private Reply show(Request request, int status, View.Frame frame, TokenDetails details) {
        TokenView.Details token =
                new AdminTokenWords(frame.texts()).details(details, today(request));
        return pages.dialog(
                request,
                status,
                token.row().name(),
                out -> JtetokenDetailsGenerated.render(out, Pages.NO_INTERCEPTOR, frame, token));
    }

    /// By the days that calls are counted on.
    private LocalDate today(Request request) {
        return LocalDate.ofInstant(tokens.times(request.caller()).tokens(), ZoneOffset.UTC);
    }

    private Reply ask(Request request, String action) {
        Optional<TokenDetails> details = tokens.get(request.caller(), request.parameter("id"));
        if (details.isEmpty()) {
            return missing(request);
        }
        View.Frame frame = pages.frame(request, null);
        AdminToken token = details.get().listed().token();
        Uses.Sighting last = details.get().listed().uses().last();
        var confirm =
                new View.Confirm(
                        frame.of(action + ".title", token.name()),
                        frame.of(action + ".text"),
                        last == null
                                ? frame.of("confirm.unused")
                                : frame.of(
                                        "confirm.used",
                                        frame.texts().time(last.at()),
                                        new AdminTokenWords(frame.texts()).seen(last)),
                        List.copyOf(details.get().networks().keySet()),
                        frame.of(action + ".button"),
                        BASE + "/" + token.id() + "/" + action,
                        "#admin-tokens");
        return pages.dialog(
                request,
                200,
                confirm.title(),
                out -> JteconfirmGenerated.render(out, Pages.NO_INTERCEPTOR, frame, confirm));
    }

    private Reply delete(Request request) throws IOException {
        return done(
                request,
                Form.of(request),
                tokens.delete(request.caller(), request.parameter("id")),
                "deleted");
    }

    private Reply deactivate(Request request) throws IOException {
        return done(
                request,
                Form.of(request),
                tokens.deactivate(request.caller(), request.parameter("id")),
                "deactivated");
    }

    /// A token that opens again is as good as a new one: it needs a recent sign-in.
    private Reply activate(Request request) throws IOException {
        Form form = Form.of(request);
        return recent.before(
                request,
                form,
                question -> again(request, question),
                recently ->
                        done(
                                recently,
                                form,
                                tokens.activate(recently.caller(), request.parameter("id")),
                                "activated"));
    }

    private Reply again(Request request, View.SignInAgain question) {
        return tokens.get(request.caller(), request.parameter("id"))
                .map(details ->
                        show(request, 422, pages.frame(request, null).asking(question), details))
                .orElseGet(() -> missing(request));
    }

    private Reply adopt(Request request) throws IOException {
        Form form = Form.of(request);
        Alteration outcome = tokens.adopt(request.caller(), request.parameter("id"));
        return done(request, form, outcome, "adopted");
    }

    /// What every change of a token ends in: the list as it is then, where it was.
    Reply done(Request request, Form form, Alteration alteration, String key) {
        return switch (alteration) {
            case Alteration.Done _ ->
                    ended(
                            request,
                            form,
                            () -> pages.good(request, "snack." + key),
                            () -> Pages.home(key));
            case Alteration.NotFound _ ->
                    ended(
                            request,
                            form,
                            () -> pages.bad(request, "problem.missing.text"),
                            () -> missing(request));
            case Alteration.Invalid invalid ->
                    ended(
                            request,
                            form,
                            () -> new View.Snack(false, invalid.message()),
                            () ->
                                    pages.problem(
                                            request,
                                            400,
                                            pages.texts(request).of("problem.denied"),
                                            invalid.message()));
            // Only an edit gives a name.
            case Alteration.NameTaken _ ->
                    throw new IllegalStateException("not an outcome of " + key);
            case Alteration.AboveCaller _ ->
                    ended(
                            request,
                            form,
                            () -> pages.bad(request, "problem.above.text"),
                            () ->
                                    pages.problem(
                                            request,
                                            403,
                                            pages.texts(request).of("problem.denied"),
                                            pages.texts(request).of("problem.above.text")));
        };
    }

    private Reply ended(
            Request request, Form form, Supplier<View.Snack> snack, Supplier<Reply> whole) {
        if (!Pages.fragment(request)) {
            return whole.get();
        }
        View.Frame frame = pages.frame(request, null);
        TokenView.Listing list = listing.of(request, TokenSearch.of(form));
        View.Snack told = snack.get();
        return pages.html(
                        request,
                        200,
                        listing.section(frame, list, false),
                        out ->
                                JtesnackLaterGenerated.render(
                                        out, Pages.NO_INTERCEPTOR, frame, told))
                // An edit is sent for its dialog, since that is where its mistakes are told.
                .with("HX-Retarget", "#admin-tokens")
                .with("HX-Reswap", "outerHTML")
                .with("HX-Trigger-After-Swap", "close-dialog");
    }

    Reply missing(Request request) {
        return pages.problem(
                request,
                404,
                pages.texts(request).of("problem.missing"),
                pages.texts(request).of("problem.missing.text"));
    }
}
