package mos.token.web;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.session.OpenSession;
import mos.token.session.Sessions;

/// Who is signed in, and ending that.
final class SessionPages {
    private static final String BASE = Section.SESSIONS.path();
    private static final Set<String> DONE = Set.of("ended", "endedall", "endedbefore");

    private final Pages pages;
    private final Sessions sessions;

    SessionPages(Pages pages, Sessions sessions) {
        this.pages = pages;
        this.sessions = sessions;
    }

    List<Route> routes() {
        return List.of(
                Route.page("GET", BASE, new Need.Granted(Resource.AUTH, Level.READ), this::page),
                Route.page("POST", BASE + "/end-others", new Need.Full(), this::endOthers),
                Route.page("POST", BASE + "/{id}/end", new Need.Full(), this::end));
    }

    private Reply page(Request request) {
        View.Frame frame = pages.frameAfter(request, DONE);
        SessionView.All all = all(request);
        return pages.html(
                request,
                200,
                out -> JtesessionPageGenerated.render(out, Pages.NO_INTERCEPTOR, frame, all));
    }

    private Reply end(Request request) {
        boolean ended = sessions.end(request.caller(), request.parameter("id"));
        return done(request, ended ? "ended" : "endedbefore");
    }

    private Reply endOthers(Request request) {
        sessions.endOthers(request.caller());
        return done(request, "endedall");
    }

    private Reply done(Request request, String key) {
        if (!Pages.fragment(request)) {
            return Pages.to(BASE, key);
        }
        View.Frame frame = pages.frame(request, null);
        SessionView.All all = all(request);
        return pages.html(
                        request,
                        200,
                        out -> JtesessionsGenerated.render(out, Pages.NO_INTERCEPTOR, frame, all),
                        out ->
                                JtesnackLaterGenerated.render(
                                        out,
                                        Pages.NO_INTERCEPTOR,
                                        frame,
                                        pages.good(request, "snack." + key)))
                .with("HX-Trigger-After-Swap", "{\"focus-on\":\"sessions-title\"}");
    }

    private SessionView.All all(Request request) {
        List<OpenSession> open = sessions.list(request.caller());
        Texts texts = pages.texts(request);
        return new SessionView.All(
                open.stream().map(session -> one(texts, session)).toList(),
                open.stream().anyMatch(session -> !session.own()));
    }

    private static SessionView.One one(Texts texts, OpenSession session) {
        return new SessionView.One(
                session.id(),
                Pages.who(texts, session.name()),
                Programs.named(session.program()),
                session.program(),
                session.address(),
                List.of(
                        moment(texts, "session.since", session.signedInAt()),
                        moment(texts, "session.used", session.seenAt()),
                        moment(texts, "session.ends", session.endsAt())),
                session.own());
    }

    private static View.Moment moment(Texts texts, String key, Instant at) {
        return new View.Moment(texts.of(key), texts.time(at), at.toString());
    }
}
