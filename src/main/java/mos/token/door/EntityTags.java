package mos.token.door;

import java.util.List;

/// Reads `If-None-Match`.
public final class EntityTags {
    private EntityTags() {}

    /// Whether one of the values names the tag, by weak comparison, or is `*` (RFC 9110 §13.1.2).
    ///
    /// @param etag strong, with its quotes
    public static boolean match(List<String> ifNoneMatch, String etag) {
        for (String line : ifNoneMatch) {
            for (String one : line.split(",", -1)) {
                String tag = one.strip();
                if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
                    return true;
                }
            }
        }
        return false;
    }
}
