package mos.token.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import mos.token.admintoken.TokenQuery;
import mos.token.http.Request;
import org.jspecify.annotations.Nullable;

/// Which admin tokens the page shows, as it was entered; what nobody understands counts as not
/// entered.
///
/// @param text part of a name or description; empty for any
/// @param state the state, or null for any
/// @param after the cursor of the page before this one; empty for the first page
record TokenSearch(String text, TokenQuery.@Nullable State state, Order order, String after) {
    /// So few that the page is light.
    static final int ROWS = 20;

    private static final String TEXT = "q";
    private static final String STATE = "state";
    private static final String ORDER = "sort";
    private static final String AFTER = "after";

    /// Everything, the newest first.
    static final TokenSearch ALL = new TokenSearch("", null, Order.NEWEST, "");

    /// What a list can begin with.
    enum Order {
        NEWEST(TokenQuery.Sort.CREATED, true),
        OLDEST(TokenQuery.Sort.CREATED, false),
        NAME(TokenQuery.Sort.NAME, false),
        USED(TokenQuery.Sort.USED, true),
        IDLE(TokenQuery.Sort.USED, false),
        EXPIRES(TokenQuery.Sort.EXPIRES, false);

        private final TokenQuery.Sort sort;
        private final boolean descending;

        Order(TokenQuery.Sort sort, boolean descending) {
            this.sort = sort;
            this.descending = descending;
        }

        /// As in forms and addresses.
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static TokenSearch of(Request request) {
        return entered(
                request.query(TEXT).orElse(""),
                request.query(STATE).orElse(""),
                request.query(ORDER).orElse(""),
                request.query(AFTER).orElse(""));
    }

    /// What the list shows that a form was sent from.
    static TokenSearch of(Form form) {
        return entered(form.text(TEXT), form.text(STATE), form.text(ORDER), form.text(AFTER));
    }

    private static TokenSearch entered(String text, String state, String order, String after) {
        TokenQuery.State found = null;
        for (TokenQuery.State one : TokenQuery.State.values()) {
            if (word(one).equals(state)) {
                found = one;
            }
        }
        Order by = Order.NEWEST;
        for (Order one : Order.values()) {
            if (one.word().equals(order)) {
                by = one;
            }
        }
        return new TokenSearch(text.strip(), found, by, after);
    }

    /// A state as in forms and addresses.
    static String word(TokenQuery.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /// The state in forms; empty for any.
    String stateWord() {
        return state == null ? "" : word(state);
    }

    /// Whether it leaves out any token.
    boolean narrowed() {
        return !text.isEmpty() || state != null;
    }

    TokenQuery query() {
        return new TokenQuery(
                text, state, null, null, null, order.sort, order.descending, after, ROWS);
    }

    /// The same from its first page on.
    TokenSearch first() {
        return new TokenSearch(text, state, order, "");
    }

    /// The page behind this one.
    TokenSearch next(String cursor) {
        return new TokenSearch(text, state, order, cursor);
    }

    /// The address of this search.
    String path() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(TEXT, text);
        fields.put(STATE, stateWord());
        fields.put(ORDER, order == Order.NEWEST ? "" : order.word());
        fields.put(AFTER, after);
        StringBuilder path = new StringBuilder(Pages.HOME);
        fields.forEach((name, value) -> {
            if (!value.isEmpty()) {
                path.append(path.indexOf("?") < 0 ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        });
        return path.toString();
    }
}
