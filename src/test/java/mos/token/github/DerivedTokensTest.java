package mos.token.github;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import mos.token.net.Headers;
import org.junit.jupiter.api.Test;

class DerivedTokensTest {
    private static final Headers JSON =
            Headers.of("Content-Type", "application/json; charset=utf-8");

    @Test
    void whatWorksWithoutTheGatewayGoesAndEverythingElseStays() {
        String rest = "\"name\":\"caf\u00e9 \u20ac \ud83d\ude00\",\"token\":\"no secret\"";
        String told =
                "{\"temp_clone_token\" : \"ABC\",\"download_url\":\"https://raw.example/a?token=DEF\","
                        + rest
                        + ",\"temp_clone_token\":null}";
        assertEquals(
                "{\"temp_clone_token\" : \"\",\"download_url\":\"https://raw.example/a\","
                        + rest
                        + ",\"temp_clone_token\":null}",
                new String(
                        DerivedTokens.without(told.getBytes(StandardCharsets.UTF_8), JSON),
                        StandardCharsets.UTF_8));
    }

    @Test
    void whatIsNotJsonIsNotTouched() {
        byte[] file = "\"temp_clone_token\":\"x\"".getBytes(StandardCharsets.UTF_8);
        assertSame(file, DerivedTokens.without(file, Headers.of("Content-Type", "text/plain")));
    }
}
