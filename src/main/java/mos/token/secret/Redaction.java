package mos.token.secret;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Makes text safe to log: header values by name, URLs without user and query, tokens by their
/// form.
public final class Redaction {
    private static final String HIDDEN = "[redacted]";

    private static final Set<String> SECRET_HEADERS =
            Set.of(
                    "authorization",
                    "proxy-authorization",
                    "cookie",
                    "set-cookie",
                    "location",
                    "x-registry-auth");

    /// Token forms of GitHub, Docker Hub and ours, JSON web tokens, and Basic or Bearer values.
    private static final Pattern TOKEN =
            Pattern.compile(
                    "gh[opusr]_[A-Za-z0-9._]{10,}|github_pat_\\w{10,}|dckr_(?:pat|oat)_[\\w-]{8,}"
                            + "|mos_[0-9A-Za-z]{20,}|eyJ[\\w-]{8,}\\.[\\w-]*\\.?[\\w-]*"
                            + "|(?i:basic|bearer)\\s+(?:[A-Za-z0-9+=._~-]|\\\\?/){8,}"
                            + "|(?<=[?&]code=)[\\w-]{20,}");

    /// The user and password of a URL, and its query. A slash may be escaped, as some JSON writers
    /// do.
    private static final Pattern URL_USER =
            Pattern.compile("(?i)(https?:\\\\?/\\\\?/)[^\\s/@?#\"'<>\\\\]{1,500}@");

    private static final Pattern URL_QUERY =
            Pattern.compile(
                    "(?i)(https?:\\\\?/\\\\?/[^\\s?#\"'<>]{1,2000})\\?(?:[^\\s\"'<>\\\\]|\\\\/)+");

    private Redaction() {}

    /// The value of a header as it may be logged.
    public static String header(String name, String value) {
        return SECRET_HEADERS.contains(name.toLowerCase(Locale.ROOT)) ? HIDDEN : text(value);
    }

    /// A URL without user information, query and fragment: signed URLs are secrets.
    public static String url(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + HIDDEN;
        return uri.getScheme() + "://" + uri.getHost() + port + text(path) + query;
    }

    /// Free text with everything replaced that has the form of a known token, and what in a URL may
    /// be a secret: its user and its query.
    public static String text(String text) {
        String hidden = TOKEN.matcher(text).replaceAll(HIDDEN);
        if (!hidden.contains("://") && !hidden.contains(":\\/\\/")) {
            return hidden;
        }
        hidden = URL_USER.matcher(hidden).replaceAll("$1" + HIDDEN + "@");
        return URL_QUERY.matcher(hidden).replaceAll("$1?" + HIDDEN);
    }
}
