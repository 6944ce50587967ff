package mos.token.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import mos.token.http.BadRequest;
import mos.token.http.Problem;
import mos.token.http.Reply;
import mos.token.http.Route;
import mos.token.json.Json;
import mos.token.session.FreshTokens;
import mos.token.testkit.FakeRequest;
import mos.token.testkit.SettableClock;
import mos.token.testkit.TokenHouse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The API over real tokens, without a listener.
abstract class ApiHouse {
    static final String BASE = "/api/v1/auth/admin-tokens";

    @TempDir Path directory;
    final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T20:50:58.100Z"));
    TokenHouse house;
    AdminTokenApi api;

    @BeforeEach
    void open() {
        house = new TokenHouse(directory, clock);
        api =
                new AdminTokenApi(
                        house.adminTokens, new FreshTokens(false, house.adminTokens, clock));
    }

    @AfterEach
    void close() {
        house.close();
    }

    Reply call(String method, String template, FakeRequest request) {
        Route route =
                api.routes().stream()
                        .filter(r -> r.methods().contains(method) && r.template().equals(template))
                        .findFirst()
                        .orElseThrow();
        try {
            return route.handler().handle(request);
        } catch (BadRequest e) {
            return Problem.badRequest(String.valueOf(e.getMessage())); // as the listener does
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static FakeRequest request(String method) {
        return FakeRequest.of(method, BASE).by(TokenHouse.OWNER);
    }

    Reply create(String body) {
        return call("POST", BASE, request("POST").json(body));
    }

    Reply put(String id, String body) {
        return call("PUT", BASE + "/{id}/permissions", request("PUT").where("id", id).json(body));
    }

    static String text(Reply reply) {
        return new String(
                assertInstanceOf(Reply.Body.Bytes.class, reply.body()).bytes(),
                StandardCharsets.UTF_8);
    }

    static JsonNode json(Reply reply) {
        return Json.read(assertInstanceOf(Reply.Body.Bytes.class, reply.body()).bytes());
    }

    static void assertError(String message, Reply reply) {
        assertEquals(400, reply.status(), text(reply));
        assertEquals(message, json(reply).path("error").stringValue());
        assertFalse(json(reply).path("success").booleanValue());
    }
}
