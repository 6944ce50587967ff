package mos.token.web;

import gg.jte.Content;
import gg.jte.TemplateOutput;
import gg.jte.html.HtmlInterceptor;
import gg.jte.html.HtmlTemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import mos.token.access.Caller;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.session.Sessions;
import org.jspecify.annotations.Nullable;

/// Turns templates into replies. The listener adds the headers that keep pages safe.
final class Pages {
    /// The page's own path.
    static final String HOME = "/settings/network/token";

    /// What templates are generated to ask for; nothing is intercepted.
    static final HtmlInterceptor NO_INTERCEPTOR =
            new HtmlInterceptor() {
                @Override
                public void onHtmlTagOpened(
                        String name, Map<String, Object> attributes, TemplateOutput output) {}

                @Override
                public void onHtmlTagClosed(String name, TemplateOutput output) {}
            };

    /// Draws one template.
    @FunctionalInterface
    interface Drawing {
        /// Writes to `output`.
        void draw(HtmlTemplateOutput output);
    }

    private final Languages languages;
    private final Preferences preferences;
    private final Assets assets;
    private final NoticeStrip notices;

    Pages(Languages languages, Preferences preferences, Assets assets, NoticeStrip notices) {
        this.languages = languages;
        this.preferences = preferences;
        this.assets = assets;
        this.notices = notices;
    }

    /// The sentences in the language of whoever asks.
    Texts texts(Request request) {
        return preferences.texts(request);
    }

    /// The frame of a request's page.
    View.Frame frame(Request request, View.@Nullable Snack snack) {
        Caller.@Nullable Session session =
                request.caller() instanceof Caller.Session signedIn ? signedIn : null;
        return new View.Frame(
                texts(request),
                new View.Look(languages.all(), preferences.theme(request)),
                Section.of(request.rawPath()),
                assets.folder(),
                session == null ? null : who(texts(request), session.name()),
                () -> notices.of(request.caller(), texts(request)),
                plainHttp(request),
                snack,
                session == null || session.recent() ? null : new View.SignInAgain(null));
    }

    /// What somebody signed in with, in words: a token's own name, or that it was a link.
    static String who(Texts texts, String name) {
        return name.equals(Sessions.BY_LINK) ? texts.of("session.link") : name;
    }

    /// A message of success.
    View.Snack good(Request request, String key) {
        return new View.Snack(true, texts(request).of(key));
    }

    /// A message of failure.
    View.Snack bad(Request request, String key) {
        return new View.Snack(false, texts(request).of(key));
    }

    /// A page or a part of one.
    Reply html(Request request, int status, Drawing... drawings) {
        var output = new StringOutput(16 * 1024);
        for (Drawing drawing : drawings) {
            drawing.draw(new OwaspHtmlTemplateOutput(output));
        }
        byte[] bytes = output.toString().getBytes(StandardCharsets.UTF_8);
        Reply reply = Reply.bytes(status, "text/html; charset=utf-8", bytes);
        // Over plain http browsers ignore it, and complain in the console.
        return request.scheme().equals("https")
                ? reply.with("Cross-Origin-Opener-Policy", "same-origin")
                : reply;
    }

    /// A dialog's content: alone for htmx, else on a page of its own.
    Reply dialog(Request request, int status, String title, Drawing content) {
        if (fragment(request)) {
            return html(request, status, content);
        }
        View.Frame frame = frame(request, null);
        return html(
                request,
                status,
                out ->
                        JtestepGenerated.render(
                                out, NO_INTERCEPTOR, frame, title, content(content)));
    }

    /// Says what went wrong, where a dialog or page was expected.
    Reply problem(Request request, int status, String title, String text) {
        View.Frame frame = frame(request, null);
        // htmx draws no error replies but 422, and this one is made to be read.
        return dialog(
                request,
                fragment(request) ? 200 : status,
                title,
                out -> JteproblemBodyGenerated.render(out, NO_INTERCEPTOR, frame, title, text));
    }

    /// The frame of a page that a redirect may have asked for a message: one of these keys.
    View.Frame frameAfter(Request request, Set<String> done) {
        return frame(
                request,
                request.query("done")
                        .filter(done::contains)
                        .map(key -> good(request, "snack." + key))
                        .orElse(null));
    }

    /// Whether htmx asks, which wants a part of a page.
    static boolean fragment(Request request) {
        return request.header("HX-Request").filter("true"::equals).isPresent();
    }

    /// Back to the page, which then shows the message `snack.KEY`.
    static Reply home(String key) {
        return to(HOME, key);
    }

    /// The same with a page of that path.
    static Reply to(String path, String key) {
        return Reply.seeOther(path + "?done=" + key).with("Cache-Control", "no-store");
    }

    private static Content content(Drawing drawing) {
        return output -> drawing.draw((HtmlTemplateOutput) output);
    }

    /// Whether others on the network can read this page: not within this machine.
    private static boolean plainHttp(Request request) {
        InetAddress address = request.client().address();
        return request.scheme().equals("http") && (address == null || !address.isLoopbackAddress());
    }
}
