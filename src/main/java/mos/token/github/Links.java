package mos.token.github;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Rewrites `Link` headers (RFC 8288): upstreams' are absolute, so a client would leave the gateway
/// after the first page.
///
/// @param upstream where the upstream's API is, with a slash at the end
/// @param base where the client reaches it here, with a slash at the end
record Links(String upstream, String base) {
    /// Leaves all links out.
    static final Links NONE = new Links("none:", "");

    /// The links with our address instead of the upstream's; links to anywhere else are left out,
    /// and a value that cannot be read is left out whole.
    Optional<String> rewrite(String value) {
        List<String> links = new ArrayList<>();
        int at = 0;
        while (at < value.length()) {
            int open = value.indexOf('<', at);
            int close = value.indexOf('>', at);
            if (open < 0
                    || close < open
                    || !value.substring(at, open).chars().allMatch(c -> c == ' ' || c == ',')) {
                return Optional.empty();
            }
            int end = endOfParameters(value, close + 1);
            String target = value.substring(open + 1, close);
            if (target.startsWith(upstream)) {
                links.add(
                        "<"
                                + base
                                + target.substring(upstream.length())
                                + ">"
                                + value.substring(close + 1, end).stripTrailing());
            }
            at = end + 1;
        }
        return links.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", links));
    }

    /// The index of the comma behind a link's parameters, or the end.
    private static int endOfParameters(String value, int from) {
        boolean quoted = false;
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return value.length();
    }
}
