package mos.token.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import mos.token.secret.SecretText;

/// What the `Authorization` header of a request holds: `Bearer T`, or `Basic` with the token as
/// password, for clients that know only that (RFC 6750 §2.1, RFC 7617).
public sealed interface Authorization {
    /// No such header, or an empty token.
    record None() implements Authorization {}

    /// A token.
    record Token(SecretText token) implements Authorization {}

    /// Several headers: nobody can tell which one another program would believe.
    record Several() implements Authorization {}

    /// A header that we cannot read; `explanation` holds nothing of it.
    record Unreadable(String explanation) implements Authorization {}

    /// Reads every value of the header.
    static Authorization of(List<String> lines) {
        if (lines.isEmpty()) {
            return new None();
        }
        if (lines.size() > 1) {
            return new Several();
        }
        String line = lines.getFirst().strip();
        int space = line.indexOf(' ');
        String scheme = space < 0 ? line : line.substring(0, space);
        String value = space < 0 ? "" : line.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return value.isEmpty() ? new None() : new Token(SecretText.of(value));
        }
        if (scheme.equalsIgnoreCase("Basic")) {
            return basic(value);
        }
        return new Unreadable(
                "Invalid or expired token. Send it as 'Authorization: Bearer TOKEN'.");
    }

    private static Authorization basic(String value) {
        byte[] pair;
        try {
            pair = Base64.getDecoder().decode(value.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException _) {
            return new Unreadable("Invalid or expired token. The Basic value is not base64.");
        }
        for (int i = 0; i < pair.length; i++) {
            if (pair[i] == ':') {
                try {
                    SecretText password =
                            SecretText.ofUtf8(Arrays.copyOfRange(pair, i + 1, pair.length));
                    return password.isEmpty() ? new None() : new Token(password);
                } catch (IllegalArgumentException _) {
                    break;
                }
            }
        }
        return new Unreadable(
                "Invalid or expired token. Send it as the password of 'Authorization: Basic'.");
    }
}
