package mos.token.http;

import java.util.Optional;

/// Reads `Cookie` (RFC 6265, section 4.2).
public final class Cookies {
    private Cookies() {}

    /// The value of a request's cookie; empty when it has none of that name, or two: one of them
    /// was planted, and nobody can tell which.
    public static Optional<String> one(Request request, String name) {
        String found = null;
        for (String line : request.headers("Cookie")) {
            for (String part : line.split(";", -1)) {
                String pair = part.strip();
                if (pair.startsWith(name + "=") && pair.length() > name.length() + 1) {
                    if (found != null) {
                        return Optional.empty();
                    }
                    found = pair.substring(name.length() + 1);
                }
            }
        }
        return Optional.ofNullable(found);
    }
}
