package mos.token.web;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.quota.QuotaQuery;
import mos.token.quota.QuotaReport;
import mos.token.quota.Quotas;
import mos.token.registry.Images;
import mos.token.registry.KeptRepository;
import mos.token.servicetoken.Service;
import mos.token.servicetoken.ServiceTokens;

/// The page of quotas and of what is kept. Its chart asks the API.
final class UsagePages {
    private static final QuotaQuery LAST_DAY = new QuotaQuery(null, null, Duration.ofDays(1));

    /// Repositories that are searched and put in order, the first by name.
    private static final int MOST = 10_000;

    private final Pages pages;
    private final ServiceTokens tokens;
    private final Quotas quotas;
    private final Images images;
    private final Clock clock;

    UsagePages(Pages pages, ServiceTokens tokens, Quotas quotas, Images images, Clock clock) {
        this.pages = pages;
        this.tokens = tokens;
        this.quotas = quotas;
        this.images = images;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.page(
                        "GET",
                        Section.USAGE.path(),
                        new Need.Granted(Resource.MOS, Level.READ),
                        this::page),
                Route.page(
                        "GET",
                        Section.USAGE.path() + "/kept",
                        new Need.Granted(Resource.REGISTRY, Level.READ),
                        this::kept));
    }

    private Reply page(Request request) {
        View.Frame frame = pages.frame(request, null);
        QuotaReport report = quotas.report(request.caller(), LAST_DAY);
        var words = new UsageWords(frame.texts(), clock.instant());
        var usage =
                new UsageView(
                        report.services().stream().map(one -> words.of(one, stored(one))).toList(),
                        words.reserve(report.reserve()),
                        request.caller().permissions().allows(Resource.REGISTRY, Level.READ)
                                ? cache(request, frame)
                                : null);
        return pages.html(
                request,
                200,
                out -> JteusageGenerated.render(out, Pages.NO_INTERCEPTOR, frame, usage));
    }

    private boolean stored(QuotaReport.OfService service) {
        return Service.known(service.service()).filter(tokens::stored).isPresent();
    }

    private UsageView.Cache cache(Request request, View.Frame frame) {
        return new CacheWords(frame.texts())
                .of(images.totals(request.caller()), all(request), KeptSearch.of(request));
    }

    private List<KeptRepository> all(Request request) {
        return images.list(request.caller(), null, MOST).repositories();
    }

    /// The list alone, for htmx; else the page with it.
    private Reply kept(Request request) {
        if (!Pages.fragment(request)) {
            return page(request);
        }
        View.Frame frame = pages.frame(request, null);
        UsageView.Kept kept =
                new CacheWords(frame.texts()).kept(all(request), KeptSearch.of(request));
        return pages.html(
                request,
                200,
                out -> JteusageKeptGenerated.render(out, Pages.NO_INTERCEPTOR, frame, kept));
    }
}
