package mos.token.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// Takes credentials out of `Authorization` and `Cookie`.
final class CredentialHeaders {
    /// What `Authorization` holds.
    sealed interface Authorization {
        /// No such header, or an empty token.
        record None() implements Authorization {}

        /// A token.
        record Token(SecretText token) implements Authorization {}

        /// A header that we cannot read.
        record Unreadable(String explanation) implements Authorization {}
    }

    private static final Authorization NONE = new Authorization.None();

    private CredentialHeaders() {}

    /// Reads `Bearer T`, or `Basic` with the token as password (RFC 6750 §2.1, RFC 7617).
    ///
    /// @throws BadRequest when there are several
    static Authorization authorization(Request request) {
        List<String> lines = request.headers("Authorization");
        if (lines.isEmpty()) {
            return NONE;
        }
        if (lines.size() > 1) {
            throw new BadRequest("the request has several Authorization headers: send one");
        }
        String line = lines.getFirst().strip();
        int space = line.indexOf(' ');
        String scheme = space < 0 ? line : line.substring(0, space);
        String value = space < 0 ? "" : line.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return value.isEmpty() ? NONE : new Authorization.Token(SecretText.of(value));
        }
        if (scheme.equalsIgnoreCase("Basic")) {
            return basic(value);
        }
        return new Authorization.Unreadable(
                "Invalid or expired token. Send it as 'Authorization: Bearer TOKEN'.");
    }

    private static Authorization basic(String value) {
        byte[] pair;
        try {
            pair = Base64.getDecoder().decode(value.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException _) {
            return new Authorization.Unreadable(
                    "Invalid or expired token. The Basic value is not base64.");
        }
        for (int i = 0; i < pair.length; i++) {
            if (pair[i] == ':') {
                try {
                    SecretText password =
                            SecretText.ofUtf8(
                                    java.util.Arrays.copyOfRange(pair, i + 1, pair.length));
                    return password.isEmpty() ? NONE : new Authorization.Token(password);
                } catch (IllegalArgumentException _) {
                    break;
                }
            }
        }
        return new Authorization.Unreadable(
                "Invalid or expired token. Send it as the password of 'Authorization: Basic'.");
    }

    /// The session cookie, or null. Two of that name are none: one of them was planted, and nobody
    /// can tell which.
    static @Nullable SecretText cookie(Request request) {
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
