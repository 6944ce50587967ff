package mos.token.web;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.admintoken.AdminTokens;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.quota.Quotas;
import mos.token.registry.Images;
import mos.token.servicetoken.ServiceTokens;
import mos.token.session.Sessions;

/// The page under Settings → Network → Token, with its assets and its sign-in.
public final class TokenPage {
    /// Messages that a redirect may ask the page for.
    private static final Set<String> DONE =
            Set.of("deleted", "deactivated", "saved", "unchanged", "removed");

    private final Pages pages;
    private final Preferences preferences;
    private final Assets assets = new Assets();
    private final AdminTokenPages adminTokens;
    private final ServiceTokenPages serviceTokens;
    private final UsagePages usage;
    private final SignInPages signIn;

    /// Puts the page together.
    ///
    /// @param clock in whose zone the page tells times
    public TokenPage(
            AdminTokens adminTokens,
            ServiceTokens serviceTokens,
            Quotas quotas,
            Images images,
            Sessions sessions,
            Clock clock) {
        var languages = new Languages(clock.getZone());
        this.preferences = new Preferences(languages);
        this.pages = new Pages(languages, preferences, assets);
        var recent = new RecentSignIn(pages, sessions);
        this.adminTokens = new AdminTokenPages(pages, recent, adminTokens);
        this.serviceTokens = new ServiceTokenPages(pages, recent, serviceTokens, clock, this::show);
        this.usage = new UsagePages(pages, serviceTokens, quotas, images, clock);
        this.signIn = new SignInPages(pages, sessions);
    }

    /// The routes of the admin listener's page.
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(
                Route.page(
                        "GET",
                        "/",
                        new Need.Open("leads to the page, which asks who you are"),
                        _ -> Reply.seeOther(Pages.HOME)));
        routes.add(
                Route.page(
                        "GET",
                        Pages.HOME,
                        new Need.Granted(Resource.AUTH, Level.READ),
                        this::page));
        routes.add(preferences.route());
        routes.addAll(signIn.routes());
        routes.addAll(adminTokens.routes());
        routes.addAll(serviceTokens.routes());
        routes.addAll(usage.routes());
        routes.add(assets.route());
        routes.addAll(new ApiDocs(assets).routes());
        return routes;
    }

    private Reply page(Request request) {
        View.Frame frame =
                pages.frame(
                        request,
                        request.query("done")
                                .filter(DONE::contains)
                                .map(key -> pages.good(request, "snack." + key))
                                .orElse(null));
        return show(request, 200, frame, serviceTokens.list(request));
    }

    private Reply show(
            Request request, int status, View.Frame frame, List<ServiceView.Service> services) {
        View.TokenList tokens = adminTokens.list(request);
        return pages.html(
                request,
                status,
                out ->
                        JtetokenGenerated.render(
                                out, Pages.NO_INTERCEPTOR, frame, tokens, services));
    }
}
