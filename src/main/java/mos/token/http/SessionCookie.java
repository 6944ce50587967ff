package mos.token.http;

import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// Takes the session out of `Cookie`.
final class SessionCookie {
    private SessionCookie() {}

    /// The session cookie, or null.
    static @Nullable SecretText of(Request request) {
        String name = request.scheme().equals("https") ? "__Host-mos_session" : "mos_session";
        return Cookies.one(request, name).map(SecretText::of).orElse(null);
    }
}
