package mos.token.door;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import mos.token.secret.SecretText;

/// What an `Authorization` header offers, before anybody judged it.
public sealed interface OfferedCredential {
    /// Nothing, or Basic with an empty password: some clients send that for "anonymous".
    record None() implements OfferedCredential {}

    /// A secret that may be an admin token: of Bearer, of GitHub's old `token` scheme, or the
    /// password of Basic (RFC 7617), whose user name says nothing.
    record Secret(SecretText token) implements OfferedCredential {}

    /// Something we cannot read: another scheme, broken base64, or two headers.
    record Unreadable() implements OfferedCredential {}

    /// Reads every value of the request's `Authorization` header.
    static OfferedCredential parse(List<String> values) {
        if (values.isEmpty()) {
            return new None();
        }
        if (values.size() > 1) {
            return new Unreadable();
        }
        String value = values.getFirst().strip();
        int space = value.indexOf(' ');
        String scheme = space < 0 ? value : value.substring(0, space);
        String rest = space < 0 ? "" : value.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Basic")) {
            return basic(rest);
        }
        if (scheme.equalsIgnoreCase("Bearer") || scheme.equalsIgnoreCase("token")) {
            return rest.isEmpty() ? new None() : new Secret(SecretText.of(rest));
        }
        return new Unreadable();
    }

    private static OfferedCredential basic(String base64) {
        if (base64.isEmpty()) {
            return new None();
        }
        byte[] pair;
        try {
            pair = Base64.getDecoder().decode(base64.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException _) {
            return new Unreadable();
        }
        int colon = 0;
        while (colon < pair.length && pair[colon] != ':') {
            colon++;
        }
        if (colon >= pair.length) {
            return new Unreadable();
        }
        try {
            SecretText password =
                    SecretText.ofUtf8(Arrays.copyOfRange(pair, colon + 1, pair.length));
            return password.isEmpty() ? new None() : new Secret(password);
        } catch (IllegalArgumentException _) {
            return new Unreadable();
        }
    }
}
