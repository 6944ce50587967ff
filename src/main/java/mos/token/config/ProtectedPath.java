package mos.token.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A part of what is behind a proxy, and the resource whose permissions open it.
///
/// @param prefix begins and ends with `/`
/// @param resource the resource of everything below, or null: the first segment behind the prefix
///   names it
public record ProtectedPath(String prefix, @Nullable String resource) {
    private static final String BY_SEGMENT = "{resource}";

    /// Nothing that two programs could read differently.
    private static final Pattern PREFIX = Pattern.compile("/((?!\\.+/)[A-Za-z0-9._~-]+/)*");

    /// Reads `/PREFIX/{resource}` or `/PREFIX/=RESOURCE`.
    ///
    /// @throws IllegalArgumentException naming what is wrong with it
    static ProtectedPath parse(String text) {
        int equals = text.indexOf('=');
        String resource = equals < 0 ? null : text.substring(equals + 1).strip();
        String path = (equals < 0 ? text : text.substring(0, equals)).strip();
        boolean bySegment = path.endsWith(BY_SEGMENT);
        String prefix = bySegment ? path.substring(0, path.length() - BY_SEGMENT.length()) : path;
        if (bySegment == (resource != null) || !PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    ("'%s': write /PREFIX/=RESOURCE, or /PREFIX/{resource} when the first segment"
                                    + " behind it names the resource; a prefix has plain segments"
                                    + " and a / at its end")
                            .formatted(text));
        }
        return new ProtectedPath(prefix, resource);
    }

    /// Refuses a path within another: a server that reads paths without case, or decodes more than
    /// we do, would open the inner one to whoever may use the outer one.
    ///
    /// @throws IllegalArgumentException naming the two
    static void requireApart(List<ProtectedPath> paths) {
        // In order, whatever lies within a prefix comes right behind it.
        List<String> prefixes =
                paths.stream()
                        .map(ProtectedPath::prefix)
                        .sorted(Comparator.comparing(ProtectedPath::folded))
                        .toList();
        for (int i = 1; i < prefixes.size(); i++) {
            if (folded(prefixes.get(i)).startsWith(folded(prefixes.get(i - 1)))) {
                throw new IllegalArgumentException(
                        "'%s' lies within '%s': give each path to one resource"
                                .formatted(prefixes.get(i), prefixes.get(i - 1)));
            }
        }
    }

    private static String folded(String prefix) {
        return prefix.toLowerCase(Locale.ROOT);
    }
}
