package mos.token.cli;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One page of a list.
///
/// @param items the array that the server answered
/// @param nextPath where the next page is, or null after the last
record ApiPage(JsonNode items, @Nullable String nextPath) {
    /// One link of a `Link` header (RFC 8288 §3) that leads to the next page, and its query.
    private static final Pattern NEXT =
            Pattern.compile("<[^<>?#]*\\?([A-Za-z0-9=&%._~+*-]+)>\\s*;\\s*rel=\"?next\"?");

    /// The page that was asked for at `path` and came with these `Link` headers. Of a link only the
    /// query is taken: the token goes to the server and the route that the person chose, wherever
    /// an answer points.
    static ApiPage of(JsonNode items, String path, List<String> links) {
        Matcher next = NEXT.matcher(String.join(", ", links));
        return new ApiPage(
                items, next.find() ? path.replaceFirst("\\?.*", "") + "?" + next.group(1) : null);
    }

    Optional<String> next() {
        return Optional.ofNullable(nextPath);
    }
}
