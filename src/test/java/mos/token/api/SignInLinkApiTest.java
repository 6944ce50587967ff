package mos.token.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import mos.token.http.Reply;
import mos.token.http.Route;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import mos.token.session.SignIn;
import mos.token.testkit.FakeRequest;
import mos.token.testkit.SettableClock;
import mos.token.testkit.TokenHouse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SignInLinkApiTest {
    @TempDir Path directory;

    @Test
    void theLinkSignsInOnce() throws IOException {
        SettableClock clock = new SettableClock(Instant.parse("2026-11-23T20:50:58.100Z"));
        try (TokenHouse house = new TokenHouse(directory, clock)) {
            Route route = new SignInLinkApi(house.sessions).routes().getFirst();
            Reply reply =
                    route.handler()
                            .handle(FakeRequest.of("POST", route.template()).by(TokenHouse.OWNER));
            assertEquals(201, reply.status());
            JsonNode answer =
                    Json.read(assertInstanceOf(Reply.Body.Bytes.class, reply.body()).bytes());
            assertEquals("2026-11-23T21:00:58.100Z", answer.path("expiresAt").stringValue());
            String prefix = "/sign-in?code=";
            String link = answer.path("link").stringValue();
            assertEquals(prefix, link.substring(0, prefix.length()));
            SecretText code = SecretText.of(link.substring(prefix.length()));
            assertInstanceOf(
                    SignIn.SignedIn.class,
                    house.sessions.signInWithLink(TokenHouse.OWNER, code, TokenHouse.use()));
            assertInstanceOf(
                    SignIn.Refused.class,
                    house.sessions.signInWithLink(TokenHouse.OWNER, code, TokenHouse.use()));
        }
    }
}
