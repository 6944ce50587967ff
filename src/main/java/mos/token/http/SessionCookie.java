package mos.token.http;

import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// Takes the session out of `Cookie`.
final class SessionCookie {
    private SessionCookie() {}

    /// The session cookie, or null. Two of that name are none: one of them was planted, and nobody
    /// can tell which.
    static @Nullable SecretText of(Request request) {
        String name = request.scheme().equals("https") ? "__Host-mos_session=" : "mos_session=";
        SecretText found = null;
        for (String line : request.headers("Cookie")) {
            for (String part : line.split(";", -1)) {
                String pair = part.strip();
                if (pair.startsWith(name) && pair.length() > name.length()) {
                    if (found != null) {
                        return null;
                    }
                    found = SecretText.of(pair.substring(name.length()));
                }
            }
        }
        return found;
    }
}
