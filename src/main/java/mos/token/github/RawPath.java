package mos.token.github;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/// A path exactly as the client wrote it, and sent on exactly so: `%2F` stays `%2F`. What a server
/// behind us could read as another path than we did is refused here.
///
/// @param text without the leading slash
/// @param segments the parts between slashes, undecoded; at least one
record RawPath(String text, List<String> segments) {
    /// RFC 3986 §3.3: the characters of a segment, and percent-encoded octets.
    private static final Pattern SEGMENT =
            Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+");

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}(?:\\.tar\\.gz|\\.zip)?");

    RawPath {
        segments = List.copyOf(segments);
    }

    /// Reads a path tail.
    ///
    /// @throws IllegalArgumentException naming what is wrong; safe to show
    static RawPath parse(String tail) {
        List<String> segments = List.of(tail.split("/", -1));
        for (String segment : segments) {
            if (segment.isEmpty()) {
                throw new IllegalArgumentException(
                        "the path has an empty segment: write it without // and without a / at"
                                + " the end");
            }
            if (!SEGMENT.matcher(segment).matches()) {
                throw new IllegalArgumentException(
                        "the path holds a character that must be percent-encoded");
            }
            checkDecoded(decode(segment));
        }
        return new RawPath(tail, segments);
    }

    /// Dot segments would lead an upstream that normalises out of the repository that we judged
    /// (`contents/..%2F..`), so they are looked for behind the encoding too.
    private static void checkDecoded(String decoded) {
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            if (c < ' ' || c == 0x7f || c == '\\') {
                throw new IllegalArgumentException(
                        "the path holds a control character or a backslash");
            }
        }
        for (String part : decoded.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw new IllegalArgumentException(
                        "the path holds an empty, '.' or '..' segment behind %2F or %2E");
            }
        }
    }

    /// Whether its last segment is a whole commit id, with or without a file's suffix: what it
    /// names never changes. A branch can have such a name only against GitHub's rules.
    boolean endsInCommit() {
        return COMMIT.matcher(segments.getLast()).matches();
    }

    /// The segment at an index, decoded.
    String decoded(int index) {
        return decode(segments.get(index));
    }

    private static String decode(String segment) {
        // URLDecoder reads '+' as a space, which is right in forms only.
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
