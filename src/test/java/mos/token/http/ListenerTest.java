package mos.token.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import mos.token.config.Config;
import mos.token.net.HostPort;
import org.junit.jupiter.api.Test;

class ListenerTest {
    private static final Need OPEN = new Need.Open("test");

    @Test
    void answersOnBothLanesAndReadsBodies() {
        Route lanes =
                Route.own(
                        "/check",
                        OPEN,
                        0,
                        r -> Reply.text(200, "slow " + Thread.currentThread().isVirtual()),
                        r ->
                                r.rawQuery().isPresent()
                                        ? Optional.empty()
                                        : Optional.of(Reply.text(200, "fast")));
        Route echo =
                Route.api(
                        "POST",
                        "/echo/{name}",
                        OPEN,
                        r ->
                                Reply.text(
                                        200,
                                        r.parameter("name")
                                                + " "
                                                + new String(r.body(), StandardCharsets.UTF_8)));
        try (Fixture http = new Fixture(lanes, echo)) {
            assertEquals("fast", http.send("GET", "/check").body());
            assertEquals("slow true", http.send("GET", "/check?x=1").body());
            var posted =
                    http.send(
                            HttpRequest.newBuilder(http.uri("/echo/a%20b"))
                                    .POST(HttpRequest.BodyPublishers.ofString("hello"))
                                    .build());
            assertEquals("a b hello", posted.body());
            assertEquals("nosniff", posted.headers().firstValue("X-Content-Type-Options").get());
            assertTrue(posted.headers().firstValue("Date").isPresent());
            assertFalse(posted.headers().firstValue("Server").isPresent());
        }
    }

    @Test
    void aTakenPortNamesTheOptionAndTheFix() {
        try (Fixture first = new Fixture(Route.api("GET", "/", OPEN, r -> Reply.empty(204)))) {
            HostPort taken = new HostPort("127.0.0.1", first.listener.address().getPort());
            CannotListen e =
                    assertThrows(
                            CannotListen.class,
                            () ->
                                    Listener.start(
                                            "gateway",
                                            taken,
                                            Fixture.config(Config.Limits.DEFAULT, List.of(), null),
                                            List.of(),
                                            (r, c, d) -> new Authenticator.Result.Refused("no"),
                                            (a, b, c, d) -> {},
                                            java.time.Clock.systemUTC()));
            assertTrue(String.valueOf(e.getMessage()).contains("--gateway-listen"));
            assertTrue(String.valueOf(e.getMessage()).contains("taken"), e.getMessage());
        }
    }
}
