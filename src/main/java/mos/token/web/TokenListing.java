package mos.token.web;

import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.TokenQuery;
import mos.token.http.Request;

/// The list of the admin tokens, in words.
final class TokenListing {
    private final Pages pages;
    private final AdminTokens tokens;

    TokenListing(Pages pages, AdminTokens tokens) {
        this.pages = pages;
        this.tokens = tokens;
    }

    /// One page of it.
    TokenView.Listing of(Request request, TokenSearch search) {
        Texts texts = pages.texts(request);
        var words = new AdminTokenWords(texts);
        TokenSearch shown = search;
        TokenQuery.Page page;
        try {
            page = tokens.list(request.caller(), shown.query());
        } catch (IllegalArgumentException _) {
            // A cursor that is none of ours, or of another order.
            shown = search.first();
            page = tokens.list(request.caller(), shown.query());
        }
        int all = tokens.count();
        boolean whole = !shown.narrowed() && page.tokens().size() == all;
        return new TokenView.Listing(
                shown,
                page.tokens().stream().map(words::of).toList(),
                whole ? null : texts.of("list.count", all),
                shown.after().isEmpty() ? null : shown.first().path(),
                page.next().isEmpty() ? null : shown.next(page.next()).path());
    }

    /// The whole list anew, beside a dialog.
    Pages.Drawing again(Request request) {
        return section(pages.frame(request, null), of(request, TokenSearch.ALL), true);
    }

    /// Draws the section.
    ///
    /// @param later whether it takes the place of the one that the page has
    Pages.Drawing section(View.Frame frame, TokenView.Listing list, boolean later) {
        return out -> JteadminTokensGenerated.render(out, Pages.NO_INTERCEPTOR, frame, list, later);
    }
}
