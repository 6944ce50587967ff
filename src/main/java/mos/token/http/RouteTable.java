package mos.token.http;

import java.util.List;

/// Prints the route table: a test compares it with a golden file, so that a new door shows in a
/// diff.
public final class RouteTable {
    private RouteTable() {}

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
