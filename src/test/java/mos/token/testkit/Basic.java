package mos.token.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// The Basic scheme of RFC 7617.
final class Basic {
    private Basic() {}

    static String header(String user, String secret) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    /// `USER:SECRET` of a header value, or empty when it is no well-formed Basic.
    static Optional<String> pair(String header) {
        if (!header.startsWith("Basic ")) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(header.substring("Basic ".length()));
            String pair = new String(bytes, StandardCharsets.UTF_8);
            return pair.contains(":") ? Optional.of(pair) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
