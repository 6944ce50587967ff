package mos.token.web;

import java.io.IOException;
import mos.token.http.BadRequest;
import mos.token.http.Cookies;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;

/// How a browser wants the page: its language and its colours. They are kept in cookies of their
/// own, so that they also hold before sign-in.
final class Preferences {
    private static final String LANGUAGE = "mos_language";
    private static final String THEME = "mos_theme";

    private final Languages languages;

    Preferences(Languages languages) {
        this.languages = languages;
    }

    Route route() {
        return Route.page(
                "POST",
                "/preferences",
                new Need.Open("chooses the language and colours of the browser that asks"),
                this::choose);
    }

    /// The texts in the language that was chosen, else that the browser asks for.
    Texts texts(Request request) {
        return Cookies.one(request, LANGUAGE)
                .filter(languages::has)
                .map(languages::of)
                .orElseGet(() ->
                        languages.accepted(String.join(",", request.headers("Accept-Language"))));
    }

    Theme theme(Request request) {
        return Theme.of(Cookies.one(request, THEME).orElse(""));
    }

    private Reply choose(Request request) throws IOException {
        Form form = Form.of(request);
        String language = form.text("language");
        if (!languages.has(language)) {
            throw new BadRequest(
                    "language must be one of "
                            + languages.all().stream().map(Texts::language).toList());
        }
        // Only to pages that stand by themselves: a form may not lead elsewhere.
        return Reply.seeOther(Section.at(form.text("from")).path())
                .with("Set-Cookie", cookie(request, LANGUAGE, language))
                .with("Set-Cookie", cookie(request, THEME, Theme.of(form.text("theme")).text()))
                .with("Cache-Control", "no-store");
    }

    private static String cookie(Request request, String name, String value) {
        return name
                + "="
                + value
                + "; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict"
                + (request.scheme().equals("https") ? "; Secure" : "");
    }
}
