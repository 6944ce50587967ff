package mos.token.http;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One line of the route table.
///
/// @param methods the methods served; `*` alone for every method. HEAD is served wherever GET is
/// @param template the path: literal segments, `{name}` for one segment, `{name...}` at the end for
///   the whole rest. Matching is case-sensitive on the raw path; literal segments win over names
/// @param bodyLimit the largest request body in bytes; 0 for none
/// @param fast answers from memory on the event loop when it can, or null
public record Route(
        Area area,
        Set<String> methods,
        String template,
        Need need,
        long bodyLimit,
        Handler handler,
        @Nullable FastHandler fast) {

    /// The body limit of JSON and form routes: 64 KiB.
    public static final long SMALL_BODY = 64 * 1024;

    public Route {
        methods = Set.copyOf(methods);
    }

    /// A JSON API route.
    public static Route api(String method, String template, Need need, Handler handler) {
        long limit = method.equals("GET") || method.equals("DELETE") ? 0 : SMALL_BODY;
        return new Route(Area.API, Set.of(method), template, need, limit, handler, null);
    }

    /// A route of the page.
    public static Route page(String method, String template, Need need, Handler handler) {
        long limit = method.equals("GET") ? 0 : SMALL_BODY;
        return new Route(Area.PAGE, Set.of(method), template, need, limit, handler, null);
    }

    /// A route whose handler sees every method and looks at the credential itself.
    public static Route own(
            String template,
            Need need,
            long bodyLimit,
            Handler handler,
            @Nullable FastHandler fast) {
        return new Route(Area.OWN, Set.of("*"), template, need, bodyLimit, handler, fast);
    }

    /// The line of the printed route table.
    @Override
    public String toString() {
        return "%-4s %-6s %-50s %-20s body %s%s"
                .formatted(
                        area.name().toLowerCase(java.util.Locale.ROOT),
                        String.join(",", new TreeSet<>(methods)),
                        template,
                        need.text(),
                        bodyLimit == Long.MAX_VALUE ? "any" : bodyLimit,
                        fast == null ? "" : "  fast");
    }
}
