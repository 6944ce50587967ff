package mos.token.web;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.admintoken.AdminToken;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Alteration;
import mos.token.admintoken.Creation;
import mos.token.admintoken.Terms;
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
    private final RecentSignIn recent;
    private final AdminTokens tokens;

    AdminTokenPages(Pages pages, RecentSignIn recent, AdminTokens tokens) {
        this.pages = pages;
        this.recent = recent;
        this.tokens = tokens;
    }

    List<Route> routes() {
        return List.of(
                Route.page("GET", BASE + "/new", WRITE, r -> form(r, 200, View.NewToken.blank())),
                Route.page("POST", BASE, WRITE, this::create),
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

    private Reply form(Request request, int status, View.NewToken form) {
        return form(request, status, pages.frame(request, null), form);
    }

    private Reply form(Request request, int status, View.Frame frame, View.NewToken form) {
        return pages.dialog(
                request,
                status,
                pages.texts(request).of("new.title"),
                out -> JtenewTokenGenerated.render(out, Pages.NO_INTERCEPTOR, frame, form));
    }

    private Reply create(Request request) throws IOException {
        Form form = Form.of(request);
        Map<String, Level> levels = levels(form);
        String mode = form.text("mode");
        Optional<Permissions> permissions = permissions(mode, levels);
        var entered =
                new View.NewToken(
                        form.text("name"),
                        form.text("description"),
                        mode,
                        levels,
                        null,
                        null,
                        null);
        if (permissions.isEmpty()) {
            return form(
                    request,
                    422,
                    entered.wrong("permissions", pages.texts(request).of("new.nomode")));
        }
        return recent.before(
                request,
                form,
                question ->
                        form(request, 422, pages.frame(request, null).asking(question), entered),
                recently -> create(recently, entered, permissions.get()));
    }

    private Reply create(Request request, View.NewToken entered, Permissions permissions) {
        return switch (tokens.create(
                request.caller(), Terms.of(entered.name(), entered.description(), permissions))) {
            case Creation.Created created -> created(request, created);
            case Creation.Invalid invalid ->
                    form(request, 422, entered.wrong(invalid.field(), invalid.message()));
            case Creation.NameTaken _ ->
                    form(request, 422, entered.wrong("name", pages.texts(request).of("new.taken")));
            case Creation.AboveCaller _ ->
                    form(
                            request,
                            422,
                            entered.wrong("permissions", pages.texts(request).of("new.above")));
        };
    }

    private Reply created(Request request, Creation.Created created) {
        View.Frame frame = pages.frame(request, null);
        String allows = Resources.sentence(pages.texts(request), created.token().permissions());
        Pages.Drawing dialog =
                out ->
                        JtecreatedGenerated.render(
                                out,
                                Pages.NO_INTERCEPTOR,
                                frame,
                                created.token().name(),
                                allows,
                                created.secret().exposeText());
        if (Pages.fragment(request)) {
            View.TokenList list = list(request);
            return pages.html(request, 200, dialog, section(frame, list, true));
        }
        return pages.dialog(request, 200, pages.texts(request).of("created.title"), dialog);
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

    private static Map<String, Level> levels(Form form) {
        Map<String, Level> levels = new LinkedHashMap<>();
        for (Resource resource : Resource.ALL) {
            Level.parse(form.text("level." + resource.name()))
                    .filter(level -> level != Level.NONE)
                    .ifPresent(level -> levels.put(resource.name(), level));
        }
        return levels;
    }

    private static Optional<Permissions> permissions(String mode, Map<String, Level> levels) {
        return switch (mode) {
            case "full" -> Optional.of(Permissions.full());
            case "readonly" -> Optional.of(Permissions.readonly());
            case "custom" -> Optional.of(new Permissions.Custom(levels));
            default -> Optional.empty();
        };
    }
}
