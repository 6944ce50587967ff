package mos.token.github;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import mos.token.net.Headers;

/// Credentials that GitHub makes of the owner's token and writes into its answers: to clone a
/// private repository, to download a file of one, to see an image of a comment. They work without
/// the gateway, so that they are neither kept nor given to anybody.
final class DerivedTokens {
    /// What GitHub calls a file, a diff, a patch or a commit id, also where the name ends in
    /// `+json`: bytes of a repository, which are nobody's to change.
    private static final Pattern BYTES =
            Pattern.compile(
                    "application/vnd\\.github(?:\\.v3)?\\.(?:raw|diff|patch|sha)(?:\\+json)?");

    private static final Pattern TO_CLONE =
            Pattern.compile("(\"temp_clone_token\"\\s*:\\s*\")[^\"]*");
    private static final Pattern TO_DOWNLOAD =
            Pattern.compile("(\"download_url\"\\s*:\\s*\"[^\"?]*)\\?token=[^\"]*");

    private static final Pattern TO_SEE =
            Pattern.compile(
                    "(https://private-user-images\\.githubusercontent\\.com/[^\"\\\\?\\s<>]*)"
                            + "\\?jwt=[A-Za-z0-9._~-]*");

    private DerivedTokens() {}

    /// Whether an answer of the REST API may hold some: JSON, and texts rendered as HTML.
    static boolean mayBeIn(Headers headers) {
        String type = headers.first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        int parameters = type.indexOf(';');
        String name = (parameters < 0 ? type : type.substring(0, parameters)).strip();
        return (name.contains("json") || name.contains("html")) && !BYTES.matcher(name).matches();
    }

    /// The body of an answer without them; what cannot hold any stays as it is.
    static byte[] without(byte[] body, Headers headers) {
        if (!mayBeIn(headers)) {
            return body;
        }
        // One char a byte: what is not matched stays as it was, whatever its encoding.
        String text = new String(body, StandardCharsets.ISO_8859_1);
        String without = TO_CLONE.matcher(text).replaceAll("$1");
        without = TO_DOWNLOAD.matcher(without).replaceAll("$1");
        without = TO_SEE.matcher(without).replaceAll("$1");
        return without.getBytes(StandardCharsets.ISO_8859_1);
    }
}
