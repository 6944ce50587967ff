package mos.token.check;

import java.util.List;
import mos.token.access.Demand;
import mos.token.access.Level;
import mos.token.access.Resource;

/// What an original request asks of its caller, read from what a proxy says of it. Whatever two
/// programs could read differently is [Demand.Everything], which only full permissions open: the
/// server behind the proxy may decode, fold or normalize a path in its own way.
public final class OriginalRequest {
    private static final String PREFIX = "/api/v1/";

    /// What every token may ask: what it may do itself.
    private static final String ME = "/api/v1/auth/admin-tokens/me";

    private OriginalRequest() {}

    /// Reads a proxy's headers; more than one of either is nobody's word.
    static Demand demand(List<String> methods, List<String> uris) {
        return methods.size() == 1 && uris.size() == 1
                ? demand(methods.getFirst(), uris.getFirst())
                : new Demand.Everything();
    }

    /// What a request with this method and target asks for.
    ///
    /// @param uri path and query as sent, undecoded
    public static Demand demand(String method, String uri) {
        String path = path(uri);
        if (!path.startsWith(PREFIX) || ambiguous(path)) {
            return new Demand.Everything();
        }
        // Methods are case-sensitive (RFC 9110 §9.1): `get` is some other method.
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (reads && path.equals(ME)) {
            return new Demand.Nothing();
        }
        int end = path.indexOf('/', PREFIX.length());
        String first = path.substring(PREFIX.length(), end < 0 ? path.length() : end);
        return Resource.known(first)
                .<Demand>map(known -> new Demand.On(known, reads ? Level.READ : Level.WRITE))
                .orElse(new Demand.Everything());
    }

    private static String path(String uri) {
        int question = uri.indexOf('?');
        return question < 0 ? uri : uri.substring(0, question);
    }

    private static boolean ambiguous(String path) {
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
        if (at + 2 >= path.length()) {
            return true;
        }
        int high = Character.digit(path.charAt(at + 1), 16);
        int low = Character.digit(path.charAt(at + 2), 16);
        if (high < 0 || low < 0) {
            return true;
        }
        int decoded = high * 16 + low;
        return decoded < ' '
                || decoded == 0x7f
                || decoded == 0xc0
                || decoded == 0xc1
                || decoded >= 0xf5
                || "%./;\\".indexOf(decoded) >= 0;
    }
}
