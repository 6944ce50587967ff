package mos.token.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import mos.token.admintoken.TokenWords;
import mos.token.json.Json;
import mos.token.keys.SigningKey;
import mos.token.secret.SecretText;
import tools.jackson.databind.JsonNode;

/// Reads the JSON web tokens by which MOS knows who is signed in (RFC 7515, RFC 7519), and no
/// others: what stands before the first dot is compared, never interpreted, so that nobody can
/// choose an algorithm; and nothing else is read before the signature was right.
final class MosJwt {
    /// `{"alg":"HS256","typ":"JWT"}`, byte for byte as MOS writes it.
    static final String HEADER = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.";

    /// The most bytes of a token; MOS's have about 230.
    static final int MOST_BYTES = 2048;

    /// How far MOS's clock may be ahead of ours.
    private static final Duration AHEAD = Duration.ofMinutes(1);

    /// MOS lets none live longer than a year.
    private static final Duration LONGEST = Duration.ofDays(366);

    /// The year 9999.
    private static final long LATEST = 253_370_764_800L;

    private static final int SIGNATURE_BYTES = 32;

    /// What came of reading one.
    sealed interface Read {
        /// MOS made it, and it has not ended.
        ///
        /// @param admin whether the user is an admin of MOS
        record Claims(String userId, String name, boolean admin, Instant from, Instant to)
                implements Read {}

        /// It opens nothing; `reason` is for the log.
        record Wrong(String reason) implements Read {}
    }

    private MosJwt() {}

    static Read read(SecretText presented, SigningKey key, Instant now) {
        if (presented.length() > MOST_BYTES || !presented.startsWith(HEADER)) {
            return new Read.Wrong("no token of MOS's form");
        }
        byte[] token = presented.exposeUtf8();
        int dot = token.length - 1;
        while (token[dot] != '.') {
            dot--;
        }
        byte[] signed = Arrays.copyOf(token, dot);
        byte[] signature = decoded(token, dot + 1, token.length);
        if (signature.length != SIGNATURE_BYTES || !key.signed(signed, signature)) {
            return new Read.Wrong("wrong signature");
        }
        if (dot < HEADER.length()) {
            return new Read.Wrong("no claims");
        }
        byte[] claims = decoded(token, HEADER.length(), dot);
        try {
            return judged(Json.read(claims), now);
        } catch (Json.Malformed _) {
            return new Read.Wrong("no claims");
        }
    }

    /// Whether it was made for what we take it for, and for now.
    private static Read judged(JsonNode claims, Instant now) {
        // The token between password and second factor has a purpose; a session has none.
        if (claims.has("purpose") || claims.has("nbf")) {
            return new Read.Wrong("made for something else");
        }
        String userId = text(claims.path("id"));
        String name = text(claims.path("username"));
        String role = text(claims.path("role"));
        Instant from = time(claims.path("iat"));
        Instant to = time(claims.path("exp"));
        if (userId.isEmpty() || name.isEmpty() || role.isEmpty()) {
            return new Read.Wrong("no user");
        }
        if (from.equals(Instant.EPOCH) || to.equals(Instant.EPOCH)) {
            return new Read.Wrong("no times");
        }
        if (from.isAfter(now.plus(AHEAD)) || to.isAfter(from.plus(LONGEST))) {
            return new Read.Wrong("times that cannot be");
        }
        return now.isBefore(to)
                ? new Read.Claims(userId, name, role.equals("admin"), from, to)
                : new Read.Wrong("ended");
    }

    /// A text that can stand in a log or an audit row; else an empty one.
    private static String text(JsonNode node) {
        String text = node.isString() ? node.stringValue() : "";
        return TokenWords.couldBeName(text) ? text : "";
    }

    /// A whole number of seconds of this era (RFC 7519 §2), else the epoch.
    private static Instant time(JsonNode node) {
        boolean whole =
                node.isIntegralNumber()
                        && node.canConvertToLong()
                        && node.longValue() > 0
                        && node.longValue() < LATEST;
        return whole ? Instant.ofEpochSecond(node.longValue()) : Instant.EPOCH;
    }

    /// Base64url without padding; nothing for what is none.
    private static byte[] decoded(byte[] token, int from, int to) {
        String text = new String(token, from, to - from, StandardCharsets.ISO_8859_1);
        try {
            return text.indexOf('=') < 0 ? Base64.getUrlDecoder().decode(text) : new byte[0];
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }
}
