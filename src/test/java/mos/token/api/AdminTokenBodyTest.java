package mos.token.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.http.Reply;
import mos.token.testkit.FakeRequest;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Request bodies that are wrong: each is refused by name, and none gives more than was asked.
class AdminTokenBodyTest extends ApiHouse {
    private static final long SEED = 20261123;

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
    void anUnknownMemberIsRefused() {
        for (String member :
                List.of(
                        "\"Permissions\": {}",
                        "\"expires\": \"2027-01-01T00:00:00Z\"",
                        "\"id\": 7")) {
            assertError(
                    "the body has an unknown member; it may hold: description, expiresAt, name,"
                            + " networks, notBefore, permissions, preset",
                    create("{\"name\": \"a\", " + member + "}"));
        }
        assertEquals(List.of(), house.all());
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
                    house.adminTokens.live(id, 1).orElseThrow().permissions(),
                    body);
        }
        assertTrue(
                json(put(id, "{}"))
                        .path("error")
                        .stringValue()
                        .startsWith("permissions is required"));
        assertEquals(200, put(id, "{\"permissions\": null}").status());
        assertEquals(Permissions.full(), house.adminTokens.live(id, 1).orElseThrow().permissions());
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
            Permissions now = house.adminTokens.live(id, 1).orElseThrow().permissions();
            boolean onlyRead =
                    now instanceof Permissions.Custom custom
                            && custom.known().size() <= 1
                            && !custom.known().containsValue(Level.WRITE);
            assertTrue(onlyRead, body);
        }
    }
}
