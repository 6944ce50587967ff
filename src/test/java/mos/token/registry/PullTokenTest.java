package mos.token.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import mos.token.secret.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PullTokenTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static Optional<PullToken> read(String json) {
        return PullToken.read(json.getBytes(StandardCharsets.UTF_8), "a/b", NOW);
    }

    private static String jwt(String payload) {
        return "x."
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(payload.getBytes(StandardCharsets.UTF_8))
                + ".y";
    }

    @ParameterizedTest
    @CsvSource({
        "'', 48",
        "'\"expires_in\":300,', 240",
        "'\"expires_in\":-5,', 0",
        "'\"expires_in\":99999999999,', 69120"
    })
    void anotherOneIsAskedForAtFourFifthsOfItsLife(String field, long seconds) {
        PullToken token = read("{" + field + "\"token\":\"t\"}").orElseThrow();
        assertEquals(
                NOW.plusSeconds(seconds),
                token.until().truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
        assertNull(token.pulls(), "opaque");
    }

    @Test
    void eitherNameOfTheTokenCounts() {
        assertEquals(SecretText.of("t"), read("{\"access_token\":\"t\"}").orElseThrow().token());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "null", "{\"token\":{}}", "{\"token\":\"\"}", "<html>"})
    void whatHoldsNoTokenIsNone(String json) {
        assertTrue(read(json).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"access\":[{\"type\":\"repository\",\"name\":\"a/b\",\"actions\":[\"pull\"]}]} | true",
                "{\"access\":[{\"type\":\"repository\",\"name\":\"a/b\",\"actions\":[]}]} | false",
                "{\"access\":[{\"type\":\"repository\",\"name\":\"a/c\",\"actions\":[\"pull\"]}]} | false",
                "{\"access\":[{\"type\":\"registry\",\"name\":\"a/b\",\"actions\":[\"pull\"]}]} | false",
                "{\"access\":[]} | false",
                "{\"access\":\"pull\"} | ",
                "{} | ",
                "not json | ",
            })
    void theGrantedActionsAreReadWhenTheyCanBe(String payload, Boolean pulls) {
        assertEquals(pulls, read("{\"token\":\"" + jwt(payload) + "\"}").orElseThrow().pulls());
    }
}
