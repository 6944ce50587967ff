package mos.token.github;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Checks the query of a REST request, which is sent on as written.
final class ApiQuery {
    /// RFC 3986 §3.4, and the brackets that many clients leave as they are.
    private static final Pattern CHARACTERS =
            Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@/?\\[\\]-]|%[0-9A-Fa-f]{2})*");

    private static final Set<String> CREDENTIALS = Set.of("access_token", "client_secret", "token");

    private ApiQuery() {}

    /// Refuses what must not be sent on.
    ///
    /// @throws IllegalArgumentException naming the parameter; safe to show
    static void check(String rawQuery) {
        if (!CHARACTERS.matcher(rawQuery).matches()) {
            throw new IllegalArgumentException(
                    "the query holds a character that must be percent-encoded");
        }
        for (String pair : rawQuery.split("&", -1)) {
            String name =
                    URLDecoder.decode(pair.split("=", 2)[0], StandardCharsets.UTF_8)
                            .toLowerCase(Locale.ROOT);
            if (name.equals("callback") || name.startsWith("callback[")) {
                throw new IllegalArgumentException(
                        "the query parameter callback (JSON-P) is not served: ask without it");
            }
            if (CREDENTIALS.contains(name)) {
                throw new IllegalArgumentException(
                        "the query parameter "
                                + name
                                + " is a credential: send it as Authorization header instead");
            }
        }
    }
}
