package mos.token.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A repository of which the gateway keeps a mirror. All letters are lower case: hosts take names
/// in any.
///
/// @param host the exact name
public record MirroredRepository(String host, String owner, String name) {
    private static final Pattern SHAPE =
            Pattern.compile(
                    "([^/]+)/([a-z0-9_][a-z0-9._-]{0,99})/((?!\\.{1,2}$)[a-z0-9._-]{1,100})");

    /// Reads `HOST/OWNER/REPO`.
    ///
    /// @throws IllegalArgumentException naming what is wrong with it
    static MirroredRepository parse(String text) {
        Matcher parts = SHAPE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!parts.matches() || parts.group(3).endsWith(".git")) {
            throw new IllegalArgumentException(
                    "'%s': write HOST/OWNER/REPO, as in github.com/octocat/hello-world, without https:// and .git"
                            .formatted(text));
        }
        return new MirroredRepository(
                UpstreamMap.host(parts.group(1)), parts.group(2), parts.group(3));
    }
}
