package mos.token.registry;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A registry's token for one repository.
///
/// @param token opaque to us, and never given to a client: it carries the account's pull rights
/// @param until when another one is asked for: at 80 % of its life
/// @param pulls whether it lets us pull, read from its payload; null when that cannot be read
record PullToken(SecretText token, Instant until, @Nullable Boolean pulls) {
    /// What a token service means when it does not say (distribution's token spec).
    private static final long DEFAULT_SECONDS = 60;

    /// No token is believed longer than a day, whatever its service says.
    private static final long LONGEST_SECONDS = 86_400;

    /// Reads a token service's answer; empty when there is no token in it.
    static Optional<PullToken> read(byte[] json, String repository, Instant now) {
        JsonNode answer;
        try {
            answer = Json.read(json);
        } catch (Json.Malformed _) {
            return Optional.empty();
        }
        String token = answer.path("token").asString("");
        if (token.isEmpty()) {
            token = answer.path("access_token").asString("");
        }
        if (token.isEmpty()) {
            return Optional.empty();
        }
        long seconds = answer.path("expires_in").asLong(DEFAULT_SECONDS);
        Duration life = Duration.ofSeconds(Math.clamp(seconds, 1, LONGEST_SECONDS));
        return Optional.of(
                new PullToken(
                        SecretText.of(token),
                        now.plus(life.multipliedBy(4).dividedBy(5)),
                        pulls(token, repository)));
    }

    /// Whether the `access` claim of a JWT (distribution's token spec) grants `pull`; null when the
    /// token is opaque. Nobody's rights hang on this alone: a forged claim only makes the registry
    /// refuse later.
    private static @Nullable Boolean pulls(String token, String repository) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return null;
        }
        try {
            byte[] payload =
                    Base64.getUrlDecoder().decode(parts[1].getBytes(StandardCharsets.ISO_8859_1));
            JsonNode access = Json.read(payload).path("access");
            if (!access.isArray()) {
                return null;
            }
            for (JsonNode grant : access) {
                if (grant.path("type").asString("").equals("repository")
                        && grant.path("name").asString("").equals(repository)) {
                    for (JsonNode action : grant.path("actions")) {
                        if (action.asString("").equals("pull")) {
                            return true;
                        }
                    }
                }
            }
            return false;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
