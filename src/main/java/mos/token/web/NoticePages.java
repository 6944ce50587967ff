package mos.token.web;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.notify.NoticePage;
import mos.token.notify.NoticeQuery;
import mos.token.notify.Notices;

/// The notices that were raised, and putting them away, here and in the strip above every page.
final class NoticePages {
    /// Where the past ones are.
    static final String PATH = Section.ACTIVITY.path() + "/notices";

    private static final Need READ = new Need.Granted(Resource.AUTH, Level.READ);
    private static final Need WRITE = new Need.Granted(Resource.AUTH, Level.WRITE);
    private static final Set<String> DONE = Set.of("dismissed", "dismissedall");
    private static final int SHOWN = 25;

    private final Pages pages;
    private final Notices notices;

    NoticePages(Pages pages, Notices notices) {
        this.pages = pages;
        this.notices = notices;
    }

    List<Route> routes() {
        return List.of(
                Route.page("GET", PATH, READ, this::past),
                Route.page("POST", PATH + "/dismiss", WRITE, this::dismissAll),
                Route.page("POST", PATH + "/{id}/dismiss", WRITE, this::dismiss));
    }

    private Reply past(Request request) {
        long before = request.query("before").flatMap(NoticePages::id).orElse(Long.MAX_VALUE);
        NoticePage page =
                notices.list(
                        request.caller(),
                        new NoticeQuery(NoticeQuery.State.ALL, "", "", before, SHOWN));
        var words = new NoticeWords(pages.texts(request));
        var past =
                new NoticeView.Past(
                        page.notices().stream().map(words::of).toList(),
                        page.more() ? PATH + "?before=" + page.notices().getLast().id() : null,
                        before == Long.MAX_VALUE);
        View.Frame frame = pages.frameAfter(request, DONE).withoutNotices();
        return pages.html(
                request,
                200,
                out -> JtepastNoticesGenerated.render(out, Pages.NO_INTERCEPTOR, frame, past));
    }

    private Reply dismiss(Request request) throws IOException {
        // One that is not there is as far away as it was to be: its condition ended.
        id(request.parameter("id")).ifPresent(id -> notices.dismiss(request.caller(), id));
        return done(request, "dismissed");
    }

    private Reply dismissAll(Request request) throws IOException {
        notices.dismissAll(request.caller());
        return done(request, "dismissedall");
    }

    private Reply done(Request request, String key) throws IOException {
        if (!Pages.fragment(request)) {
            String from = Form.of(request).text("from");
            return Pages.to(from.equals(PATH) ? PATH : Section.at(from).path(), key);
        }
        View.Frame frame = pages.frame(request, null);
        return pages.html(
                        request,
                        200,
                        out -> JtenoticesGenerated.render(out, Pages.NO_INTERCEPTOR, frame),
                        out ->
                                JtesnackLaterGenerated.render(
                                        out,
                                        Pages.NO_INTERCEPTOR,
                                        frame,
                                        pages.good(request, "snack." + key)))
                .with("HX-Trigger-After-Swap", "{\"focus-on\":\"notices-title\"}");
    }

    /// A notice's number; empty for what is none.
    private static Optional<Long> id(String text) {
        return text.matches("[1-9][0-9]{0,17}")
                ? Optional.of(Long.parseLong(text))
                : Optional.empty();
    }
}
