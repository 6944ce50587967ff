package mos.token.http;

import java.util.List;
import java.util.Optional;
import mos.token.access.Demand;

/// Prints the route table: a test compares it with a golden file, so that a new door shows in a
/// diff.
public final class RouteTable {
    private RouteTable() {}

    /// What the route that serves a method and target asks for; empty when none of these does.
    ///
    /// @param target path and query as sent, undecoded
    public static Optional<Demand> demand(List<Route> routes, String method, String target) {
        int mark = target.indexOf('?');
        try {
            return new Router(routes).match(method, mark < 0 ? target : target.substring(0, mark))
                            instanceof Router.Match.Found found
                    ? Optional.of(found.route().need().demand())
                    : Optional.empty();
        } catch (BadRequest _) {
            return Optional.empty();
        }
    }

    /// One line per route, sorted by template and methods.
    public static String print(List<Route> routes) {
        return routes.stream()
                        .sorted(
                                java.util.Comparator.comparing(Route::template)
                                        .thenComparing(Route::toString))
                        .map(Route::toString)
                        .reduce((a, b) -> a + "\n" + b)
                        .orElse("")
                + "\n";
    }
}
