package mos.token.api;

import java.util.List;
import java.util.Optional;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.http.Need;
import mos.token.http.Problem;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.json.Json;
import mos.token.notify.Dismissal;
import mos.token.notify.Notice;
import mos.token.notify.NoticePage;
import mos.token.notify.NoticeQuery;
import mos.token.notify.Notices;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/notices`: what the owner should know. Guarded by `auth`, since notices name tokens and
/// addresses.
public final class NoticeApi {
    private static final String BASE = "/api/v1/notices";
    private static final List<String> PARAMETERS =
            List.of("state", "kind", "subject", "before", "limit");
    private static final Need READ = new Need.Granted(Resource.AUTH, Level.READ);
    private static final Need WRITE = new Need.Granted(Resource.AUTH, Level.WRITE);

    private final Notices notices;

    /// Serves these notices.
    public NoticeApi(Notices notices) {
        this.notices = notices;
    }

    /// The routes of this part of the API.
    public List<Route> routes() {
        return List.of(
                Route.api("GET", BASE, READ, this::list),
                Route.api("PUT", BASE + "/dismiss", WRITE, this::dismissAll),
                Route.api("PUT", BASE + "/{id}/dismiss", WRITE, this::dismiss));
    }

    private Reply list(Request request) {
        QueryParameters given = QueryParameters.of(request, PARAMETERS);
        NoticeQuery standard = NoticeQuery.OPEN;
        NoticeQuery query;
        try {
            query =
                    new NoticeQuery(
                            given.choice("state", NoticeQuery.State.class).orElse(standard.state()),
                            given.text("kind").orElse(standard.kind()),
                            given.text("subject").orElse(standard.subject()),
                            given.number("before", 1, Long.MAX_VALUE).orElse(standard.before()),
                            given.number("limit", 1, NoticeQuery.MOST)
                                    .orElse(Long.valueOf(standard.limit()))
                                    .intValue());
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(String.valueOf(e.getMessage()));
        }
        NoticePage page = notices.list(request.caller(), query);
        ArrayNode array = Json.array();
        page.notices().forEach(notice -> array.add(json(notice)));
        Reply reply = Reply.json(200, array);
        return page.more()
                ? reply.with(
                        "Link",
                        given.next(BASE, "before", Long.toString(page.notices().getLast().id())))
                : reply;
    }

    private Reply dismiss(Request request) {
        Optional<Long> id = number(request.parameter("id"));
        Dismissal dismissal =
                id.isPresent()
                        ? notices.dismiss(request.caller(), id.get())
                        : new Dismissal.NotFound();
        return switch (dismissal) {
            case Dismissal.Done _ -> Reply.json(200, done("Notice dismissed"));
            case Dismissal.NotFound _ ->
                    Problem.notFound("There is no notice of that id; its condition may have ended");
        };
    }

    private Reply dismissAll(Request request) {
        int count = notices.dismissAll(request.caller());
        return Reply.json(200, done("Notices dismissed").put("dismissed", count));
    }

    private static Optional<Long> number(String text) {
        return text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private static ObjectNode done(String message) {
        return Json.object().put("success", true).put("message", message);
    }

    private static ObjectNode json(Notice notice) {
        ObjectNode node = Json.object();
        node.put("id", notice.id());
        node.put("key", notice.key());
        node.put("kind", notice.kind());
        node.put("severity", notice.severity().text());
        node.put("title", notice.title());
        node.put("message", notice.message());
        node.put("subject", notice.subject());
        node.put("createdAt", AdminTokenJson.time(notice.createdAt()));
        node.put("lastAt", AdminTokenJson.time(notice.lastAt()));
        node.put("times", notice.times());
        if (notice.dismissedAt() != null) {
            node.put("dismissedAt", AdminTokenJson.time(notice.dismissedAt()));
        }
        return node;
    }
}
