package mos.token.github;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTest {
    private static final Links LINKS =
            new Links("https://api.github.com/", "http://gw:8999/api.github.com/");

    @Test
    void everyPageStaysHere() {
        assertEquals(
                Optional.of(
                        "<http://gw:8999/api.github.com/repositories/1/tags?page=2&q=a,b>;"
                                + " rel=\"next\","
                                + " <http://gw:8999/api.github.com/repositories/1/tags?page=9>;"
                                + " rel=\"last\"; title=\"a, b\""),
                LINKS.rewrite(
                        "<https://api.github.com/repositories/1/tags?page=2&q=a,b>; rel=\"next\","
                                + " <https://api.github.com/repositories/1/tags?page=9>;"
                                + " rel=\"last\"; title=\"a, b\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "<https://api.github.com/x",
                ">https://api.github.com/x<",
                "<https://api.github.com.evil/x>; rel=\"next\"",
                "<http://api.github.com/x>; rel=\"next\"",
                "<https://api.github.com@evil/x>; rel=\"next\"",
                "</relative>; rel=\"next\"",
                "x <https://api.github.com/x>; rel=\"next\"",
            })
    void whatLeadsElsewhereIsLeftOut(String value) {
        assertEquals(Optional.empty(), LINKS.rewrite(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "callback=x",
                "per_page=1&callback=x",
                "Callback=x",
                "call%62ack=x",
                "callback",
                "callback[]=x",
                "access_token=x",
                "client_secret=x",
                "a=b c",
                "a=\"",
                "a=%g1",
                "a=\u00e4",
                "a=%",
            })
    void theQueryIsChecked(String query) {
        assertThrows(IllegalArgumentException.class, () -> ApiQuery.check(query));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "per_page=100&page=2", "ref=a%2Fb", "q=a:b/c?d[e]", "x=callback", "&&"})
    void ordinaryQueriesPass(String query) {
        assertDoesNotThrow(() -> ApiQuery.check(query));
    }
}
