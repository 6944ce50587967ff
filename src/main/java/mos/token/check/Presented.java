package mos.token.check;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import mos.token.secret.SecretText;

/// The credential of a request, taken from `Authorization` and from nowhere else.
sealed interface Presented {
    /// A token: of `Bearer`, or the password of `Basic` for clients that know only that.
    record Token(SecretText secret) implements Presented {}

    /// No `Authorization`.
    record Nothing() implements Presented {}

    /// Several of them, another scheme, or not what the scheme asks for.
    record Unusable(String reason) implements Presented {}

    /// Reads every `Authorization` line of a request.
    static Presented of(List<String> lines) {
        if (lines.isEmpty()) {
            return new Nothing();
        }
        if (lines.size() > 1) {
            return new Unusable("more than one Authorization header");
        }
        String line = lines.getFirst();
        int space = line.indexOf(' ');
        if (space < 0) {
            return new Unusable("the Authorization header has no credential");
        }
        int start = space + 1;
        while (start < line.length() && line.charAt(start) == ' ') {
            start++;
        }
        if (line.regionMatches(true, 0, "Bearer", 0, space) && space == "Bearer".length()) {
            return new Token(SecretText.of(line.substring(start)));
        }
        if (line.regionMatches(true, 0, "Basic", 0, space) && space == "Basic".length()) {
            return basic(line.substring(start));
        }
        return new Unusable("the Authorization scheme must be Bearer or Basic");
    }

    /// The password of `user:password` (RFC 7617 §2): behind the first colon.
    private static Presented basic(String encoded) {
        byte[] pair;
        try {
            pair = Base64.getDecoder().decode(encoded.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException _) {
            return new Unusable("the Basic credential is not base64");
        }
        for (int i = 0; i < pair.length; i++) {
            if (pair[i] == ':') {
                try {
                    return new Token(
                            SecretText.ofUtf8(Arrays.copyOfRange(pair, i + 1, pair.length)));
                } catch (IllegalArgumentException _) {
                    return new Unusable("the Basic credential is not UTF-8");
                }
            }
        }
        return new Unusable("the Basic credential has no colon");
    }
}
