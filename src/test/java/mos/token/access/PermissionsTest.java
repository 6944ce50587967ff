package mos.token.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import mos.token.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class PermissionsTest {
    private static final Resource VM = new Resource("vm");
    private static final Resource DOCKER = new Resource("docker");

    private static JsonNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Permissions.Custom stored(String text) {
        return assertInstanceOf(Permissions.Custom.class, Permissions.parseStored(json(text)));
    }

    /// `vm` came with a later version than the one that brought this token over.
    @Test
    void whatWasNoResourceWhenItWasGivenNeverOpensOne() {
        Permissions.Custom custom =
                stored(
                        "{\"mode\":\"custom\",\"resources\":{\"docker\":\"read\"},"
                                + "\"unknownResources\":{\"vm\":\"write\",\"bogus\":\"read\"}}");
        assertFalse(custom.allows(VM, Level.READ));
        assertTrue(custom.allows(DOCKER, Level.READ));
        assertEquals(Map.of("vm", Level.WRITE, "bogus", Level.READ), custom.inert());
        assertTrue(new Permissions.Custom(Map.of("docker", Level.READ)).covers(custom));
        assertEquals(
                "{\"mode\":\"custom\",\"resources\":{\"docker\":\"read\"}}",
                custom.toJson().toString());
        assertEquals(custom, Permissions.parseStored(custom.toStoredJson()));
    }

    @Test
    void whatIsGivenIsJudgedOnce() {
        var given = new Permissions.Custom(Map.of("docker", Level.READ, "bogus", Level.WRITE));
        assertEquals(Map.of("docker", Level.READ), given.known());
        assertEquals(
                "{\"mode\":\"custom\",\"resources\":{\"docker\":\"read\"},"
                        + "\"unknownResources\":{\"bogus\":\"write\"}}",
                given.toStoredJson().toString());
    }

    /// As rows were stored before unknown names had a member of their own.
    @Test
    void anOlderRowIsReadAsItWas() {
        Permissions.Custom custom =
                stored(
                        "{\"mode\":\"custom\",\"resources\":{\"bogus\":\"write\",\"docker\":\"read\"}}");
        assertEquals(Map.of("docker", Level.READ), custom.known());
        assertEquals(Map.of("bogus", Level.WRITE), custom.inert());
    }

    @Test
    void nobodySendsWhatIsOnlyStored() {
        for (String text :
                new String[] {
                    "{\"mode\":\"custom\",\"resources\":{},\"unknownResources\":{}}",
                    "{\"mode\":\"custom\",\"resources\":{\"bogus\":\"read\"}}"
                }) {
            assertThrows(IllegalArgumentException.class, () -> Permissions.parse(json(text)), text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"bogus\":\"all\"}",
                "{\"bogus\":1}",
            })
    void aDamagedRowIsToldSo(String unknown) {
        String text = "{\"mode\":\"custom\",\"resources\":{},\"unknownResources\":" + unknown + "}";
        assertThrows(IllegalArgumentException.class, () -> Permissions.parseStored(json(text)));
    }
}
