package mos.token.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
        NoticeQuery query;
        try {
            query = query(request);
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(String.valueOf(e.getMessage()));
        }
        NoticePage page = notices.list(request.caller(), query);
        ArrayNode array = Json.array();
        page.notices().forEach(notice -> array.add(json(notice)));
        Reply reply = Reply.json(200, array);
        return page.more() ? reply.with("Link", next(query, page.notices().getLast().id())) : reply;
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

    /// @throws IllegalArgumentException naming the parameter and what it may be
    private static NoticeQuery query(Request request) {
        NoticeQuery standard = NoticeQuery.OPEN;
        return new NoticeQuery(
                request.query("state").map(NoticeApi::state).orElse(standard.state()),
                request.query("kind").orElse(standard.kind()),
                request.query("subject").orElse(standard.subject()),
                // What is no number is out of every range: the query says which there is.
                request.query("before").map(t -> number(t).orElse(0L)).orElse(standard.before()),
                request.query("limit").map(t -> number(t).orElse(0L)).orElse(standard.limit()));
    }

    private static NoticeQuery.State state(String text) {
        return NoticeQuery.State.parse(text)
                .orElseThrow(() ->
                        new IllegalArgumentException("state must be one of: open, dismissed, all"));
    }

    private static Optional<Long> number(String text) {
        return text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /// The address of the page behind this one (RFC 8288), relative to our own.
    private static String next(NoticeQuery query, long before) {
        return "<%s?state=%s&kind=%s&subject=%s&limit=%d&before=%d>; rel=\"next\""
                .formatted(
                        BASE,
                        query.state().text(),
                        query.kind(),
                        URLEncoder.encode(query.subject(), StandardCharsets.UTF_8),
                        query.limit(),
                        before);
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
