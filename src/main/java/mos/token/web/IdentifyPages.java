package mos.token.web;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Grant;
import mos.token.admintoken.Verdict;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;

/// "Is this one of mine?": whose a found token is. It counts as no use, and is not shown again.
final class IdentifyPages {
    private final Pages pages;
    private final AdminTokens tokens;

    IdentifyPages(Pages pages, AdminTokens tokens) {
        this.pages = pages;
        this.tokens = tokens;
    }

    List<Route> routes() {
        return List.of(
                Route.page(
                        "POST",
                        Pages.HOME + "/admin-tokens/identify",
                        new Need.Granted(Resource.AUTH, Level.READ),
                        this::identify));
    }

    private Reply identify(Request request) throws IOException {
        Verdict verdict = tokens.identify(request.caller(), Form.of(request).secret("found-token"));
        View.Frame frame = pages.frame(request, null);
        View.Identified answer = answer(frame.texts(), verdict);
        return Pages.fragment(request)
                ? pages.html(
                        request,
                        200,
                        out -> JteidentifyAnswerGenerated.render(out, Pages.NO_INTERCEPTOR, answer))
                : pages.dialog(
                        request,
                        200,
                        frame.of("identify.title"),
                        out ->
                                JteidentifyGenerated.render(
                                        out, Pages.NO_INTERCEPTOR, frame, answer));
    }

    private static View.Identified answer(Texts texts, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Valid(Grant token, _) ->
                    new View.Identified(
                            true,
                            texts.of("identify.valid", token.name()),
                            Resources.sentence(texts, token.permissions()),
                            texts.of("identify.leaked"));
            case Verdict.Inactive(Grant token) -> closed(texts, "inactive", token.name());
            case Verdict.Expired(Grant token) -> closed(texts, "expired", token.name());
            case Verdict.NotYetValid(Grant token) -> closed(texts, "pending", token.name());
            case Verdict.WrongNetwork(Grant token) -> closed(texts, "network", token.name());
            case Verdict.Retired(_, String name) -> closed(texts, "retired", name);
            case Verdict.Deleted(_, String name) -> closed(texts, "deleted", name);
            case Verdict.Unknown _ -> foreign(texts, "identify.unknown");
            case Verdict.Malformed malformed ->
                    foreign(
                            texts,
                            "identify.malformed."
                                    + malformed.rule().name().toLowerCase(Locale.ROOT));
        };
    }

    private static View.Identified closed(Texts texts, String state, String name) {
        return new View.Identified(false, texts.of("identify." + state, name), null, null);
    }

    private static View.Identified foreign(Texts texts, String key) {
        return new View.Identified(false, texts.of(key), null, null);
    }
}
