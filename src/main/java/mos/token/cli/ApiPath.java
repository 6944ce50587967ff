package mos.token.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A path of the API with the parameters that were given, each encoded.
///
/// @param text the path and query as they are sent
record ApiPath(String text) {
    /// This with one parameter more, unless its value is null.
    ApiPath with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        return new ApiPath(
                text + (text.contains("?") ? "&" : "?") + name + "=" + encoded(value.toString()));
    }

    /// A value as it stands in a query, or, where it holds no space, in a segment of a path.
    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
