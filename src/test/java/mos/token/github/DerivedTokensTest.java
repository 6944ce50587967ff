package mos.token.github;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import mos.token.net.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({
        "application/json; charset=utf-8, true",
        "Application/JSON, true",
        "application/vnd.github+json, true",
        "application/vnd.github.v3+json, true",
        "application/vnd.github.object+json; charset=utf-8, true",
        "application/vnd.github.full+json, true",
        "application/vnd.github.html+json, true",
        "application/vnd.github.text-match+json, true",
        "application/vnd.github.rawer+json, true",
        "application/vnd.github.v3.html; charset=utf-8, true",
        "text/html; charset=utf-8, true",
        "application/vnd.github.raw+json; charset=utf-8, false",
        "application/vnd.github.v3.raw; charset=utf-8, false",
        "application/vnd.github.v3.raw+json, false",
        "application/vnd.github.diff+json; charset=utf-8, false",
        "application/vnd.github.patch+json, false",
        "application/vnd.github.sha+json, false",
        "application/vnd.github.v3.diff; charset=utf-8, false",
        "text/plain; was=json, false",
        "application/octet-stream, false",
        "'', false"
    })
    void jsonAndHtmlMayHoldThemFilesAndDiffsDoNot(String type, boolean may) {
        Headers headers = Headers.of("Content-Type", type);
        assertEquals(may, DerivedTokens.mayBeIn(headers));
        byte[] body = "\"temp_clone_token\":\"x\"".getBytes(StandardCharsets.UTF_8);
        byte[] without = DerivedTokens.without(body, headers);
        assertEquals(
                may ? "\"temp_clone_token\":\"\"" : "\"temp_clone_token\":\"x\"",
                new String(without, StandardCharsets.UTF_8));
    }
}
