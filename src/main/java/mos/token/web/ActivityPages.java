package mos.token.web;

import java.util.List;
import java.util.Map;
import mos.token.access.Access;
import mos.token.access.AuditPage;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import org.jspecify.annotations.Nullable;

/// The audit log: looking for something in it, and checking that nobody changed it.
final class ActivityPages {
    private static final String BASE = Section.ACTIVITY.path();
    private static final Need READ = new Need.Granted(Resource.AUDIT, Level.READ);

    private final Pages pages;
    private final Access access;

    ActivityPages(Pages pages, Access access) {
        this.pages = pages;
        this.access = access;
    }

    List<Route> routes() {
        return List.of(
                Route.page("GET", BASE, READ, request -> page(request, null)),
                // No GET: it is work, and a row of the log.
                Route.page("POST", BASE + "/check", READ, this::check));
    }

    private Reply check(Request request) {
        AuditView.Check found =
                new AuditWords(pages.texts(request)).of(access.verifyAudit(request.caller()));
        if (!Pages.fragment(request)) {
            return page(request, found);
        }
        return pages.html(
                request,
                200,
                out -> JteauditCheckGenerated.render(out, Pages.NO_INTERCEPTOR, found));
    }

    private Reply page(Request request, AuditView.@Nullable Check check) {
        Texts texts = pages.texts(request);
        AuditSearch search = AuditSearch.of(request);
        Map<String, String> problems = search.problems(texts);
        AuditPage found =
                problems.isEmpty()
                        ? access.audit(request.caller(), search.query(texts))
                        : new AuditPage(List.of(), false);
        AuditView.Log log = log(texts, search, found, check);
        View.Frame frame = pages.frame(request, null);
        return pages.html(
                request,
                problems.isEmpty() ? 200 : 400,
                out ->
                        JteactivityGenerated.render(
                                out, Pages.NO_INTERCEPTOR, frame, log, problems));
    }

    private static AuditView.Log log(
            Texts texts, AuditSearch search, AuditPage found, AuditView.@Nullable Check check) {
        var words = new AuditWords(texts);
        boolean some = !found.rows().isEmpty();
        return new AuditView.Log(
                search,
                words.actions(search.of("action")),
                words.kinds(),
                found.rows().stream().map(words::of).toList(),
                check,
                some ? search.export(texts, "csv") : null,
                some ? search.export(texts, "jsonl") : null,
                found.more() ? search.behind(found.rows().getLast().seq()) : null);
    }
}
