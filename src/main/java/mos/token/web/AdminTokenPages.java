package mos.token.web;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Creation;
import mos.token.admintoken.Terms;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;

/// Makes new admin tokens.
final class AdminTokenPages {
    private static final String BASE = Pages.HOME + "/admin-tokens";
    private static final Need READ = new Need.Granted(Resource.AUTH, Level.READ);
    private static final Need WRITE = new Need.Granted(Resource.AUTH, Level.WRITE);

    private final Pages pages;
    private final RecentSignIn recent;
    private final AdminTokens tokens;
    private final TokenListing listing;

    AdminTokenPages(Pages pages, RecentSignIn recent, AdminTokens tokens, TokenListing listing) {
        this.pages = pages;
        this.recent = recent;
        this.tokens = tokens;
        this.listing = listing;
    }

    List<Route> routes() {
        return List.of(
                Route.page("GET", BASE + "/new", WRITE, r -> form(r, 200, View.NewToken.blank())),
                Route.page("POST", BASE, WRITE, this::create));
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
            TokenView.Listing list = listing.of(request, TokenSearch.ALL);
            return pages.html(request, 200, dialog, listing.section(frame, list, true));
        }
        return pages.dialog(request, 200, pages.texts(request).of("created.title"), dialog);
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
