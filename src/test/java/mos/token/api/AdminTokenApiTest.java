package mos.token.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mos.token.access.Caller;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.admintoken.Life;
import mos.token.admintoken.Terms;
import mos.token.admintoken.Verdict;
import mos.token.http.Reply;
import mos.token.secret.SecretText;
import mos.token.testkit.FakeRequest;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.Test;

/// The wire shapes as they were recorded from MOS; the token's text and MOS's other faults apart.
class AdminTokenApiTest extends ApiHouse {
    /// Our own members of a token without bounds, behind MOS's.
    private static final String OURS =
            ",\"notBefore\":null,\"expiresAt\":null,\"networks\":[],\"legacy\":false";

    /// What a list adds for a token that was never used.
    private static final String UNUSED = ",\"state\":\"active\",\"lastUsed\":null";

    @Test
    void aCreationAnswersAsMosDoes() {
        Reply reply = create("{\"name\": \"ci\", \"description\": \"CI pipeline\"}");
        assertEquals(201, reply.status());
        String token = json(reply).path("data").path("token").stringValue();
        assertTrue(token.matches("mos_[0-9A-Za-z]{49}"));
        assertEquals(
                "{\"success\":true,\"message\":\"Admin token created successfully\",\"data\":"
                        + "{\"id\":\"1795467058100\",\"name\":\"ci\",\"description\":\"CI pipeline\","
                        + "\"token\":\""
                        + token
                        + "\",\"permissions\":{\"mode\":\"full\"},"
                        + "\"createdAt\":\"2026-11-23T20:50:58.100Z\",\"isActive\":true"
                        + OURS
                        + "}}",
                text(reply));
        assertInstanceOf(Verdict.Valid.class, house.verify(SecretText.of(token)));
        assertEquals(List.of("no-store"), reply.headers().all("Cache-Control"));
    }

    @Test
    void aTimeOnAWholeSecondKeepsItsDigits() {
        clock.move(Duration.ofMillis(-100));
        assertTrue(
                text(create("{\"name\": \"ci\"}"))
                        .contains("\"createdAt\":\"2026-11-23T20:50:58.000Z\""));
    }

    @Test
    void aCustomTokenShowsItsLevels() {
        Reply reply =
                create(
                        "{\"name\": \"cu\", \"permissions\": {\"mode\": \"custom\", \"resources\":"
                                + " {\"auth\": \"none\", \"docker\": \"write\"}}}");
        assertTrue(
                text(reply)
                        .contains(
                                "\"permissions\":{\"mode\":\"custom\",\"resources\":"
                                        + "{\"auth\":\"none\",\"docker\":\"write\"}}"));
    }

    /// D-11: only the answer to the creation holds the text, whoever asks for whatever afterwards.
    @Test
    void nothingButTheCreationShowsTheToken() {
        String token = json(create("{\"name\": \"ci\"}")).path("data").path("token").stringValue();
        String id = "1795467058100";
        String list = text(call("GET", BASE, request("GET")));
        assertEquals(
                "[{\"id\":\"1795467058100\",\"name\":\"ci\",\"description\":\"\",\"token\":\"mos_…\","
                        + "\"permissions\":{\"mode\":\"full\"},"
                        + "\"createdAt\":\"2026-11-23T20:50:58.100Z\",\"isActive\":true"
                        + OURS
                        + UNUSED
                        + "}]",
                list);
        String one = text(call("GET", BASE + "/{id}", request("GET").where("id", id)));
        String listed = list.substring(1, list.length() - 2);
        assertTrue(one.startsWith(listed), one);
        String changed = text(put(id, "{\"permissions\": {\"mode\": \"readonly\"}}"));
        assertEquals(
                "{\"success\":true,\"message\":\"Admin token permissions updated successfully\","
                        + "\"data\":"
                        + listed.replace("full", "readonly").replace(UNUSED, "")
                        + "}}",
                changed);
        for (String shown : List.of(list, one, changed)) {
            assertFalse(shown.contains(token.substring(8, 40)));
        }
    }

    @Test
    void endingATokenAnswersAsMosDoes() {
        create("{\"name\": \"ci\"}");
        FakeRequest put = request("PUT").where("id", "1795467058100");
        clock.move(Duration.ofSeconds(1));
        assertEquals(
                "{\"success\":true,\"message\":\"Admin token deactivated successfully\"}",
                text(call("PUT", BASE + "/{id}/deactivate", put)));
        assertTrue(
                text(call("GET", BASE, request("GET")))
                        .contains(
                                "\"isActive\":false,"
                                        + "\"deactivatedAt\":\"2026-11-23T20:50:59.100Z\""));
        Reply again = call("PUT", BASE + "/{id}/deactivate", put);
        assertEquals(200, again.status());
        assertEquals(
                "{\"success\":true,\"message\":\"Admin token deleted successfully\"}",
                text(call("DELETE", BASE + "/{id}", put)));
        assertEquals("[]", text(call("GET", BASE, request("GET"))));
    }

    @Test
    void anUnknownIdIs400AsInMos() {
        FakeRequest one = request("PUT").where("id", "1");
        assertError("Admin token not found", call("DELETE", BASE + "/{id}", one));
        assertError("Admin token not found", call("PUT", BASE + "/{id}/deactivate", one));
        assertError("Admin token not found", call("GET", BASE + "/{id}", one));
        assertError("Admin token not found", put("1", "{\"permissions\": null}"));
    }

    @Test
    void meTellsATokenWhatItIs() {
        Issued reader = house.issue("ro", Permissions.readonly());
        FakeRequest get = FakeRequest.of("GET", BASE + "/me");
        assertEquals(
                "{\"id\":\"1795467058100\",\"name\":\"ro\",\"role\":\"admin\",\"isBootToken\":false,"
                        + "\"permissions\":{\"mode\":\"readonly\"},\"expiresAt\":null}",
                text(call("GET", BASE + "/me", get.by(reader.caller()))));
        assertEquals(
                "{\"id\":null,\"name\":\"local-token\",\"role\":\"admin\",\"isBootToken\":true,"
                        + "\"permissions\":{\"mode\":\"full\"}}",
                text(call("GET", BASE + "/me", get.by(TokenHouse.OWNER))));
        Reply session =
                call(
                        "GET",
                        BASE + "/me",
                        get.by(
                                new Caller.Session(
                                        "s", "x", null, 0, true, Permissions.full(), "192.0.2.7")));
        assertEquals(403, session.status());
        assertEquals(
                "This endpoint is only available for API tokens.",
                json(session).path("error").stringValue());
    }

    @Test
    void aboveTheCallerIs403() {
        Issued manager = house.issue("m", new Permissions.Custom(Map.of("auth", Level.WRITE)));
        Issued owner = house.issue("o", Permissions.full());
        FakeRequest by = request("POST").by(manager.caller()).where("id", owner.token().id());
        assertEquals(403, call("POST", BASE, by.json("{\"name\": \"x\"}")).status());
        assertEquals(
                403,
                call(
                                "PUT",
                                BASE + "/{id}/permissions",
                                by.json("{\"permissions\": {\"mode\": \"readonly\"}}"))
                        .status());
        assertEquals(403, call("PUT", BASE + "/{id}/deactivate", by).status());
        assertEquals(403, call("DELETE", BASE + "/{id}", by).status());
        assertTrue(house.adminTokens.live(owner.token().id(), 1).isPresent());
    }

    /// As the guard's 403: a program finds what it needs at the same place, whoever refused it.
    @Test
    void whoReachesTooFarIsToldWhatIsNeeded() {
        Instant ends = clock.instant().plusSeconds(3600);
        Terms terms = Terms.of("m", "", new Permissions.Custom(Map.of("auth", Level.WRITE)));
        Caller manager = house.issue(terms.withLife(Life.ALWAYS.withExpiresAt(ends))).caller();
        FakeRequest by = request("POST").by(manager);
        String wider =
                "{\"name\":\"x\",\"expiresAt\":\"%s\",\"permissions\":{\"mode\":\"custom\",\"resources\":{\"auth\":\"read\",\"docker\":\"write\"}}}"
                        .formatted(ends);
        Reply narrow = call("POST", BASE, by.json(wider));
        assertEquals(403, narrow.status());
        assertEquals(
                "{\"resource\":\"docker\",\"level\":\"write\"}",
                json(narrow).path("needed").toString());
        assertEquals("custom", json(narrow).path("mode").stringValue());
        assertEquals("docker:write", narrow.headers().first("X-Accepted-Permissions").orElse(""));

        Reply full = call("POST", BASE, by.json("{\"name\":\"x\"}"));
        assertEquals("full", full.headers().first("X-Accepted-Permissions").orElse(""));
        assertEquals(
                "Bearer realm=\"MOS Token\", error=\"insufficient_scope\", scope=\"full\"",
                full.headers().first("WWW-Authenticate").orElse(""));
        assertEquals("custom", json(full).path("mode").stringValue());

        // It is its time that is exceeded: no permission would help.
        Reply later =
                call(
                        "POST",
                        BASE,
                        by.json(
                                "{\"name\":\"x\",\"permissions\":{\"mode\":\"custom\",\"resources\":{}}}"));
        assertEquals(403, later.status());
        assertEquals("custom", json(later).path("mode").stringValue());
        assertTrue(json(later).path("needed").isMissingNode());
        assertTrue(later.headers().first("X-Accepted-Permissions").isEmpty());
    }
}
