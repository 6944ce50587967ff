package mos.token.web;

import java.util.List;
import java.util.function.Function;
import mos.token.admintoken.AdminToken;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.secret.SecretText;

/// The dialog with a new secret: shown this once, with ready-made settings that hold it. It becomes
/// a text only while it is drawn, and closing the dialog takes it out of the page.
final class ShownOnce {
    private final Pages pages;
    private final Snippets snippets;
    private final Function<Request, Pages.Drawing> list;

    /// @param list draws the list of tokens anew, beside the dialog
    ShownOnce(Pages pages, Snippets snippets, Function<Request, Pages.Drawing> list) {
        this.pages = pages;
        this.snippets = snippets;
        this.list = list;
    }

    /// Shows the new secret of a token.
    ///
    /// @param key `KEY.title` heads the dialog, and `KEY.text` leads to the token's name
    Reply of(Request request, String key, AdminToken token, SecretText secret) {
        View.Frame frame = pages.frame(request, null);
        var once =
                new View.Once(
                        frame.of(key + ".title"),
                        frame.of(key + ".text"),
                        token.name(),
                        Resources.sentence(frame.texts(), token.permissions()));
        List<Snippets.Snippet> ready = snippets.of(request, token.permissions());
        Pages.Drawing dialog =
                out ->
                        JteshownOnceGenerated.render(
                                out, Pages.NO_INTERCEPTOR, frame, once, ready, secret.exposeText());
        return Pages.fragment(request)
                ? pages.html(request, 200, dialog, list.apply(request))
                : pages.dialog(request, 200, once.title(), dialog);
    }
}
