package mos.token.check;

/// Tells the paths that every program reads in the same way from those that some decode, fold or
/// normalize into another.
final class Spelling {
    private Spelling() {}

    /// Whether two programs could read a path differently.
    ///
    /// @param path as sent, undecoded, without the query
    static boolean ambiguous(String path) {
        int segment = 1;
        for (int i = 1; i <= path.length(); i++) {
            char c = i == path.length() ? '/' : path.charAt(i);
            if (c == '/') {
                boolean last = i == path.length();
                if (dots(path, segment, i) || (i == segment && !last)) {
                    return true;
                }
                segment = i + 1;
            } else if (c <= ' ' || c >= 0x7f || c == '\\' || c == ';' || c == '#') {
                return true;
            } else if (c == '%' && ambiguousEscape(path, i)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a segment is empty text or dots alone, which some servers resolve.
    private static boolean dots(String path, int from, int to) {
        for (int i = from; i < to; i++) {
            if (path.charAt(i) != '.') {
                return false;
            }
        }
        return to > from;
    }

    /// An escape that is broken, never valid in UTF-8, or stands for a character that some server
    /// gives a meaning after decoding: control characters, `%`, `.`, `/`, `;`, `\`.
    private static boolean ambiguousEscape(String path, int at) {
        int decoded = escaped(path, at);
        return decoded < ' '
                || decoded == 0x7f
                || decoded == 0xc0
                || decoded == 0xc1
                || decoded >= 0xf5
                || (decoded == 0xe0 && !continued(path, at + 3, 0xa0))
                || (decoded == 0xf0 && !continued(path, at + 3, 0x90))
                || "%./;\\".indexOf(decoded) >= 0;
    }

    /// Whether the next byte is no less than what a sequence of this length needs: a lesser one
    /// spells in three or four bytes what has a shorter spelling, as `%e0%80%af` for `/`.
    private static boolean continued(String path, int at, int least) {
        int decoded = escaped(path, at);
        return decoded >= least && decoded <= 0xbf;
    }

    /// The byte that an escape stands for; -1 when there is none.
    private static int escaped(String path, int at) {
        if (at + 2 >= path.length() || path.charAt(at) != '%') {
            return -1;
        }
        int high = Character.digit(path.charAt(at + 1), 16);
        int low = Character.digit(path.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
}
