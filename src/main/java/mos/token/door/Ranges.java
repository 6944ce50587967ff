package mos.token.door;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a `Range` header (RFC 9110 §14.2) against a length.
public sealed interface Ranges {
    /// Serve everything with 200: no range, another unit, several ranges, or bad syntax; all of
    /// these a server may ignore.
    record Whole() implements Ranges {}

    /// Serve these bytes with 206, both ends included.
    record Part(long first, long last) implements Ranges {
        /// The number of bytes.
        public long length() {
            return last - first + 1;
        }

        /// The value of `Content-Range`.
        public String contentRange(long size) {
            return "bytes " + first + "-" + last + "/" + size;
        }
    }

    /// Nothing of it is there: 416 with `Content-Range: bytes */SIZE`.
    record Unsatisfiable() implements Ranges {}

    /// One range; more digits than a long holds mean "beyond any end".
    Pattern ONE = Pattern.compile("(?i:bytes)=[ \t]*(\\d{0,40})-(\\d{0,40})[ \t]*");

    /// What to serve of `size` bytes for a header value.
    static Ranges parse(String header, long size) {
        Matcher matcher = ONE.matcher(header);
        if (!matcher.matches()) {
            return new Whole();
        }
        String from = matcher.group(1);
        String to = matcher.group(2);
        if (from.isEmpty()) {
            return to.isEmpty() ? new Whole() : suffix(number(to), size);
        }
        long first = number(from);
        long last = to.isEmpty() ? Long.MAX_VALUE : number(to);
        if (last < first) {
            return new Whole();
        }
        return first >= size ? new Unsatisfiable() : new Part(first, Math.min(last, size - 1));
    }

    private static Ranges suffix(long length, long size) {
        if (length == 0 || size == 0) {
            return new Unsatisfiable();
        }
        return new Part(Math.max(0, size - length), size - 1);
    }

    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException _) {
            return Long.MAX_VALUE;
        }
    }
}
