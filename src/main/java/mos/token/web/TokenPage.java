package mos.token.web;

import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import mos.token.access.Access;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.admintoken.AdminTokens;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.notify.Notices;
import mos.token.quota.Quotas;
import mos.token.registry.Images;
import mos.token.servicetoken.ServiceTokens;
import mos.token.session.Sessions;

/// The page under Settings → Network → Token, with its assets and its sign-in.
public final class TokenPage {
    /// Messages that a redirect may ask the page for.
    private static final Set<String> DONE =
            Set.of(
                    "deleted",
                    "deactivated",
                    "activated",
                    "adopted",
                    "edited",
                    "saved",
                    "unchanged",
                    "removed");

    private final Pages pages;
    private final Preferences preferences;
    private final Assets assets = new Assets();
    private final TokenListing listing;
    private final NewTokenPages newToken;
    private final TokenDetailPages details;
    private final RotationPages rotation;
    private final EditTokenPages edit;
    private final IdentifyPages identify;
    private final ServiceTokenPages serviceTokens;
    private final UsagePages usage;
    private final SignInPages signIn;
    private final NoticePages notices;
    private final ActivityPages activity;
    private final SessionPages sessions;

    /// Puts the page together.
    ///
    /// @param gateway where the gateway is, asked once it is there
    /// @param clock in whose zone the page tells times
    public TokenPage(
            AdminTokens adminTokens,
            ServiceTokens serviceTokens,
            Quotas quotas,
            Images images,
            Sessions sessions,
            Notices notices,
            Access access,
            Supplier<URI> gateway,
            Clock clock) {
        var languages = new Languages(clock.getZone());
        this.preferences = new Preferences(languages);
        this.pages = new Pages(languages, preferences, assets, new NoticeStrip(notices));
        var recent = new RecentSignIn(pages, sessions);
        this.listing = new TokenListing(pages, adminTokens);
        var once = new ShownOnce(pages, new Snippets(gateway), listing::again);
        this.newToken = new NewTokenPages(pages, recent, adminTokens, once);
        this.details = new TokenDetailPages(pages, recent, adminTokens, listing);
        this.rotation = new RotationPages(pages, recent, adminTokens, once, details);
        this.edit = new EditTokenPages(pages, recent, adminTokens, details);
        this.identify = new IdentifyPages(pages, adminTokens);
        this.serviceTokens = new ServiceTokenPages(pages, recent, serviceTokens, clock, this::show);
        this.usage = new UsagePages(pages, serviceTokens, quotas, images, clock);
        this.signIn = new SignInPages(pages, sessions);
        this.notices = new NoticePages(pages, notices);
        this.activity = new ActivityPages(pages, access);
        this.sessions = new SessionPages(pages, sessions);
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
        routes.addAll(newToken.routes());
        routes.addAll(details.routes());
        routes.addAll(rotation.routes());
        routes.addAll(edit.routes());
        routes.addAll(identify.routes());
        routes.addAll(serviceTokens.routes());
        routes.addAll(usage.routes());
        routes.addAll(notices.routes());
        routes.addAll(activity.routes());
        routes.addAll(sessions.routes());
        routes.add(assets.route());
        routes.addAll(new ApiDocs(assets).routes());
        return routes;
    }

    private Reply page(Request request) {
        return show(request, 200, pages.frameAfter(request, DONE), serviceTokens.list(request));
    }

    private Reply show(
            Request request, int status, View.Frame frame, List<ServiceView.Service> services) {
        TokenView.Listing tokens = listing.of(request, TokenSearch.of(request));
        return pages.html(
                request,
                status,
                out ->
                        JtetokenGenerated.render(
                                out, Pages.NO_INTERCEPTOR, frame, tokens, services));
    }
}
