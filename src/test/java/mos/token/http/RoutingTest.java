package mos.token.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutingTest {
    private static final Need OPEN = new Need.Open("test");

    private Fixture http;

    @BeforeAll
    void start() {
        http =
                new Fixture(
                        Route.api("GET", "/a/me", OPEN, r -> Reply.text(200, "me")),
                        Route.api(
                                "GET",
                                "/a/{id}",
                                OPEN,
                                r -> Reply.text(200, "id " + r.parameter("id"))),
                        Route.api("PUT", "/a/{id}", OPEN, r -> Reply.text(200, "put")),
                        Route.api(
                                "GET",
                                "/a/{id}/deep/{other}",
                                OPEN,
                                r ->
                                        Reply.text(
                                                200,
                                                r.parameter("id") + " " + r.parameter("other"))),
                        Route.api(
                                "GET",
                                "/t/{rest...}",
                                OPEN,
                                r -> Reply.text(200, "tail " + r.parameter("rest"))),
                        Route.own("/all", OPEN, 0, r -> Reply.text(200, r.method()), null));
    }

    @AfterAll
    void stop() {
        http.close();
    }

    @Test
    void literalsWinAndTailsComeLast() {
        assertEquals("me", http.send("GET", "/a/me").body());
        assertEquals("id you", http.send("GET", "/a/you").body());
        assertEquals("me x", http.send("GET", "/a/me/deep/x").body());
        assertEquals("tail a%2fb/../c", http.raw(get("/t/a%2fb/../c")).split("\r\n\r\n", 2)[1]);
        assertEquals("tail ", http.send("GET", "/t/").body());
        assertEquals(404, http.send("GET", "/t").statusCode());
    }

    @Test
    void headIsServedByGetWithTheLengthOfGet() {
        var head = http.send("HEAD", "/a/me");
        assertEquals(200, head.statusCode());
        assertEquals("2", head.headers().firstValue("Content-Length").orElse(""));
        assertEquals("", head.body());
    }

    @Test
    void anotherMethodIs405WithAllowAndAnUnknownOne501() {
        var options = http.send("OPTIONS", "/a/you");
        assertEquals(405, options.statusCode());
        assertEquals("GET, HEAD, PUT", options.headers().firstValue("Allow").orElse(""));
        assertTrue(
                options.headers().map().keySet().stream()
                        .noneMatch(name ->
                                name.toLowerCase(java.util.Locale.ROOT)
                                        .startsWith("access-control")));
        assertEquals(405, http.send("PUT", "/a/me").statusCode());
        assertEquals(501, http.send("BREW", "/a/me").statusCode());
        assertEquals("BREW", http.send("BREW", "/all").body());
        assertEquals("OPTIONS", http.send("OPTIONS", "/all").body());
        assertTrue(
                http.raw("TRACE /all HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                        .startsWith("HTTP/1.1 405"));
    }

    /// D-20: another spelling of a protected path is another path, and never served as the first.
    @ParameterizedTest
    @CsvSource({
        "/A/me, 404",
        "/a/%6de, 200:id me",
        "/a%2fme, 404",
        "/a%2Fme, 404",
        "//a/me, 404",
        "/a//me, 404",
        "/a/./me, 404",
        "/a/../a/me, 404",
        "/a/me;x=1, 200:id me;x=1",
        "/a/me/, 404",
        "/a/me., 200:id me.",
        "/a/me%00, 400",
        "/a/%2e%2e, 400",
        "/a/.., 400",
        "/a/., 400",
        "/a/x%2fy, 400",
        "/a/x%5Cy, 400",
        "/a/x\\y, 400",
        "/a/%zz, 400",
        "/a/%c3%28, 400",
        "/a/%e, 400",
        "/a/me#x, 400",
        "http://127.0.0.1/a/me, 400",
        "*, 400",
        "/a/x%0d%0ay, 400",
        "/./a/me, 404",
        "a/me, 400",
    })
    void pathsAreTakenAsSpelled(String path, String expected) {
        String answer = http.raw(get(path));
        String[] parts = expected.split(":", 2);
        assertEquals("HTTP/1.1 " + parts[0], answer.substring(0, 12), answer);
        if (parts.length == 2) {
            assertEquals(parts[1], answer.split("\r\n\r\n", 2)[1]);
        }
    }

    @Test
    void twoRoutesOfOneShapeDoNotStart() {
        var routes =
                List.of(
                        Route.api("GET", "/x/{a}", OPEN, r -> Reply.empty(204)),
                        Route.api("GET", "/x/{b}", OPEN, r -> Reply.empty(204)));
        assertThrows(IllegalArgumentException.class, () -> new Router(routes));
        var all =
                List.of(
                        Route.api("GET", "/x", OPEN, r -> Reply.empty(204)),
                        Route.own("/x", OPEN, 0, r -> Reply.empty(204), null));
        assertThrows(IllegalArgumentException.class, () -> new Router(all));
    }

    @Test
    void theTableIsPrintedSorted() {
        String table =
                RouteTable.print(
                        List.of(
                                Route.api("GET", "/b", new Need.AnyToken(), r -> Reply.empty(204)),
                                Route.page("POST", "/a", OPEN, r -> Reply.empty(204))));
        assertTrue(table.startsWith("page POST   /a"), table);
        assertTrue(table.contains("any token"), table);
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    }
}
