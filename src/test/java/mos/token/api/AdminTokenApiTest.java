package mos.token.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mos.token.access.Caller;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.admintoken.AdminToken;
import mos.token.admintoken.Verdict;
import mos.token.http.Reply;
import mos.token.http.Route;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import mos.token.testkit.FakeRequest;
import mos.token.testkit.SettableClock;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The wire shapes as they were recorded from MOS; the token's text and MOS's other faults apart.
class AdminTokenApiTest {
    private static final String BASE = "/api/v1/auth/admin-tokens";
    private static final long SEED = 20261123;

    @TempDir Path directory;
    final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T20:50:58.100Z"));
    TokenHouse house;
    AdminTokenApi api;

    @BeforeEach
    void open() {
        house = new TokenHouse(directory, clock);
        api = new AdminTokenApi(house.adminTokens);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Reply call(String method, String template, FakeRequest request) {
        Route route =
                api.routes().stream()
                        .filter(r -> r.methods().contains(method) && r.template().equals(template))
                        .findFirst()
                        .orElseThrow();
        try {
            return route.handler().handle(request);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static FakeRequest request(String method) {
        return FakeRequest.of(method, BASE).by(TokenHouse.OWNER);
    }

    private Reply create(String body) {
        return call("POST", BASE, request("POST").json(body));
    }

    private Reply put(String id, String body) {
        return call("PUT", BASE + "/{id}/permissions", request("PUT").where("id", id).json(body));
    }

    private static String text(Reply reply) {
        return new String(
                assertInstanceOf(Reply.Body.Bytes.class, reply.body()).bytes(),
                StandardCharsets.UTF_8);
    }

    private static JsonNode json(Reply reply) {
        return Json.read(assertInstanceOf(Reply.Body.Bytes.class, reply.body()).bytes());
    }

    private static void assertError(String message, Reply reply) {
        assertEquals(400, reply.status(), text(reply));
        assertEquals(message, json(reply).path("error").stringValue());
        assertFalse(json(reply).path("success").booleanValue());
    }

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
                        + "\"createdAt\":\"2026-11-23T20:50:58.100Z\",\"isActive\":true}}",
                text(reply));
        assertInstanceOf(Verdict.Valid.class, house.adminTokens.verify(SecretText.of(token)));
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
                        + "\"createdAt\":\"2026-11-23T20:50:58.100Z\",\"isActive\":true}]",
                list);
        String one = text(call("GET", BASE + "/{id}", request("GET").where("id", id)));
        assertEquals(list, "[" + one + "]");
        String changed = text(put(id, "{\"permissions\": {\"mode\": \"readonly\"}}"));
        assertEquals(
                "{\"success\":true,\"message\":\"Admin token permissions updated successfully\","
                        + "\"data\":"
                        + one.replace("full", "readonly")
                        + "}",
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
                        .endsWith(
                                "\"isActive\":false,"
                                        + "\"deactivatedAt\":\"2026-11-23T20:50:59.100Z\"}]"));
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
                        + "\"permissions\":{\"mode\":\"readonly\"}}",
                text(call("GET", BASE + "/me", get.by(reader.caller()))));
        assertEquals(
                "{\"id\":null,\"name\":\"local-token\",\"role\":\"admin\",\"isBootToken\":true,"
                        + "\"permissions\":{\"mode\":\"full\"}}",
                text(call("GET", BASE + "/me", get.by(TokenHouse.OWNER))));
        Reply session =
                call(
                        "GET",
                        BASE + "/me",
                        get.by(new Caller.Session("s", "x", Permissions.full(), "192.0.2.7")));
        assertEquals(403, session.status());
        assertEquals(
                "This endpoint is only available for API tokens.",
                json(session).path("error").stringValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                        | Token name is required and must be a non-empty string
                    {"name": "   "}                           | Token name is required and must be a non-empty string
                    {"name": 5}                               | Token name is required and must be a non-empty string
                    {"name": null}                            | Token name is required and must be a non-empty string
                    {"name": ["a"]}                           | Token name is required and must be a non-empty string
                    {"name": "  Taken "}                      | Token name already exists
                    {"name": "TAKEN"}                         | Token name already exists
                    {"name": "a", "permissions": "readonly"}  | permissions must be an object or null
                    {"name": "a", "permissions": []}          | permissions must be an object or null
                    {"name": "a", "permissions": false}       | permissions must be an object or null
                    {"name": "a", "permissions": 0}           | permissions must be an object or null
                    {"name": "a", "permissions": ""}          | permissions must be an object or null
                    {"name": "a", "permissions": {}}          | permissions.mode must be one of: full, readonly, custom
                    {"name": "a", "permissions": {"mode": "root"}} | permissions.mode must be one of: full, readonly, custom
                    {"name": "a", "permissions": {"mode": "Full"}} | permissions.mode must be one of: full, readonly, custom
                    {"name": "a", "permissions": {"mode": "custom"}} | permissions.resources must be an object when mode is "custom"
                    {"name": "a", "description": {"a": 1}}    | description must be a string
                    {"name": "a", "description": 0}           | description must be a string
                    []                                        | The body must be a JSON object.
                    "x"                                       | The body must be a JSON object.
                    null                                      | The body must be a JSON object.
                    """)
    void aWrongCreationIsRefusedByName(String body, String message) {
        create("{\"name\": \"taken\"}");
        assertError(message, create(body));
        assertEquals(1, house.adminTokens.count());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":",
                "{\"name\": \"a\"} x",
                "{\"name\": \"a\", \"name\": \"b\"}",
                "{\"name\": \"a\", \"permissions\": null, \"permissions\": {\"mode\": \"full\"}}",
                "{'name': 'a'}"
            })
    void malformedJsonIs400(String body) {
        Reply reply = create(body);
        assertEquals(400, reply.status());
        assertTrue(text(reply).contains("JSON"));
        assertEquals(0, house.adminTokens.count());
    }

    /// A page of another origin can post these without being asked.
    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain", "", "text/json"})
    void aBodyThatIsNotSaidToBeJsonIs415(String type) {
        Reply reply =
                call(
                        "POST",
                        BASE,
                        request("POST").with("Content-Type", type).body("{\"name\": \"a\"}"));
        assertEquals(415, reply.status());
        assertEquals(0, house.adminTokens.count());
    }

    @Test
    void jsonMayNameItsCharset() {
        FakeRequest request =
                request("POST")
                        .with("Content-Type", "Application/JSON; charset=utf-8")
                        .body("{\"name\": \"a\"}");
        assertEquals(201, call("POST", BASE, request).status());
    }

    @Test
    void anUnknownMemberChangesNothing() {
        Reply reply =
                create(
                        "{\"name\": \"a\", \"Permissions\": {\"mode\": \"full\"}, \"id\": \"7\","
                                + " \"token\": \"x\", \"isActive\": false,"
                                + " \"permissions\": {\"mode\": \"readonly\"}}");
        assertEquals(201, reply.status());
        AdminToken token = house.adminTokens.list(TokenHouse.OWNER).getFirst();
        assertEquals(Permissions.readonly(), token.permissions());
        assertEquals("1795467058100", token.id());
        assertTrue(token.active());
    }

    /// D-22: MOS makes a token full when the key is missing, or the value is one of JavaScript's
    /// many words for nothing.
    @Test
    void noWrongChangeOfPermissionsWidens() {
        Issued token = house.issue("a", Permissions.nothing());
        String id = token.token().id();
        for (String body :
                List.of(
                        "",
                        "{}",
                        "{\"Permissions\": null}",
                        "{\"permission\": {\"mode\": \"full\"}}",
                        "{\"mode\": \"full\"}",
                        "{\"permissions\": false}",
                        "{\"permissions\": 0}",
                        "{\"permissions\": \"\"}",
                        "{\"permissions\": \"full\"}",
                        "{\"permissions\": []}",
                        "{\"permissions\": [null]}",
                        "{\"permissions\": {}}",
                        "{\"permissions\": {\"mode\": null}}",
                        "{\"permissions\": {\"mode\": \"FULL\"}}",
                        "{\"permissions\": {\"mode\": [\"full\"]}}",
                        "{\"permissions\": {\"mode\": \"full\", \"x\": 1}}",
                        "{\"permissions\": {\"permissions\": null}}",
                        "{\"permissions\": {\"mode\": \"custom\", \"resources\": null}}",
                        "{\"permissions\": {\"mode\": \"custom\", \"resources\": [\"auth\"]}}",
                        "{\"permissions\": {\"mode\": \"custom\", \"resources\": {\"auth\": 2}}}",
                        "{\"permissions\": {\"mode\": \"custom\", \"resources\":"
                                + " {\"bogus\": \"write\"}}}",
                        "{\"permissions\": {\"mode\": \"custom\", \"resources\":"
                                + " {\"AUTH\": \"write\"}}}",
                        "{\"permissions\": {\"mode\": \"readonly\"}, \"permissions\": null}")) {
            Reply reply = put(id, body);
            assertEquals(400, reply.status(), body);
            assertEquals(
                    Permissions.nothing(),
                    house.adminTokens.live(id).orElseThrow().permissions(),
                    body);
        }
        assertTrue(
                json(put(id, "{}"))
                        .path("error")
                        .stringValue()
                        .startsWith("permissions is required"));
        assertEquals(200, put(id, "{\"permissions\": null}").status());
        assertEquals(Permissions.full(), house.adminTokens.live(id).orElseThrow().permissions());
    }

    /// D-22 again, with bytes nobody thought of: what is not exactly a grant never grants.
    @Test
    void changedBytesNeverGiveMoreThanWasAsked() {
        Random random = new Random(SEED);
        byte[] asked =
                ("{\"permissions\": {\"mode\": \"custom\","
                                + " \"resources\": {\"docker\": \"read\"}}}")
                        .getBytes(StandardCharsets.UTF_8);
        Permissions most = new Permissions.Custom(Map.of("docker", Level.READ));
        String id = house.issue("a", most).token().id();
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = asked.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(32, 127);
            }
            String body = new String(bytes, StandardCharsets.UTF_8);
            int status = put(id, body).status();
            assertTrue(status == 200 || status == 400, body);
            Permissions now = house.adminTokens.live(id).orElseThrow().permissions();
            boolean onlyRead =
                    now instanceof Permissions.Custom custom
                            && custom.resources().size() <= 1
                            && !custom.resources().containsValue(Level.WRITE);
            assertTrue(onlyRead, body);
        }
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
        assertTrue(house.adminTokens.live(owner.token().id()).isPresent());
    }
}
