package mos.token.migrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.admintoken.LegacyToken;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// MOS's list of admin tokens, and what somebody may have made of it (D-45).
class AdminTokenFileTest {
    private static final String SECRET = "0123456789abcdef".repeat(4);
    private static final String WHOLE =
            """
            [
              {"id": "1795467103653", "name": "ci", "description": "d", "token": "%s",
               "permissions": {"mode": "custom", "resources": {"docker": "write"}},
               "createdAt": "2026-11-23T20:51:43.653Z", "isActive": true,
               "lastUsed": "2026-11-24T00:00:00.000Z"},
              {"id": "17", "name": "old", "description": null, "token": "%s",
               "permissions": null, "createdAt": "x", "isActive": false,
               "deactivatedAt": "2026-11-24T00:00:00.000Z"}
            ]
            """
                    .formatted(SECRET, SECRET);

    @Test
    void everyMemberIsRead() {
        AdminTokenFile file = parse(WHOLE);
        assertEquals("", file.problem());
        assertEquals(2, file.tokens().size());
        assertEquals(
                new LegacyToken(
                        "1795467103653",
                        "ci",
                        "d",
                        new Permissions.Custom(Map.of("docker", Level.WRITE)),
                        Instant.parse("2026-11-23T20:51:43.653Z"),
                        true,
                        null,
                        SecretText.of(SECRET)),
                file.tokens().getFirst().token());
        assertEquals(
                new LegacyToken(
                        "17",
                        "old",
                        "",
                        Permissions.full(),
                        null,
                        false,
                        Instant.parse("2026-11-24T00:00:00Z"),
                        SecretText.of(SECRET)),
                file.tokens().getLast().token());
        for (MosToken token : file.tokens()) {
            assertTrue(token.says().isEmpty(), token.says()::toString);
            byte[] range =
                    Arrays.copyOfRange(
                            WHOLE.getBytes(StandardCharsets.UTF_8), token.from(), token.to());
            assertTrue(Json.read(range).isObject());
        }
    }

    /// D-5: a power cut leaves the beginning of a file.
    @Test
    void ofAFileThatWasCutShortEverythingBeforeTheCutIsFound() {
        int first = WHOLE.indexOf("},\n  {") + 1;
        int second = WHOLE.lastIndexOf('}') + 1;
        for (int length = 0; length < WHOLE.stripTrailing().length(); length++) {
            AdminTokenFile file = parse(WHOLE.substring(0, length));
            assertFalse(file.problem().isEmpty(), "cut at " + length);
            assertEquals(length < first ? 0 : length < second ? 1 : 2, file.tokens().size());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "\"\"",
                "[",
                "[] []",
                "[{\"id\":1,\"id\":2}]",
                "[{\"token\":\"\\u12\"}]",
                "[{\"a\":\"\u0000\"}]",
                "[nul]"
            })
    void whatIsNoListIsTold(String text) {
        AdminTokenFile file = parse(text);
        assertFalse(file.problem().isEmpty());
        assertEquals(0, file.tokens().size());
    }

    @Test
    void depthWidthAndEncodingsDoNoHarm() {
        String deep = "[{\"description\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}]";
        assertFalse(parse(deep).problem().isEmpty());
        AdminTokenFile many = parse("[" + "{},".repeat(200_000) + "{}]");
        assertTrue(many.problem().contains("10000"), many.problem());
        assertEquals(10_000, many.tokens().size());
        String huge = "[{\"token\":\"" + "a".repeat(3_000_000) + "\"}]";
        assertEquals(SecretText.of(""), only(huge).secret());
        assertFalse(
                AdminTokenFile.parse(WHOLE.getBytes(StandardCharsets.UTF_16)).problem().isEmpty());
        byte[] latin1 = "[{\"name\":\"\u00fc\"}]".getBytes(StandardCharsets.ISO_8859_1);
        assertFalse(AdminTokenFile.parse(latin1).problem().isEmpty());
        assertFalse(parse("[{\"id\":" + "9".repeat(5_000) + "}]").problem().isEmpty());
        assertEquals("", parse("[{\"id\":1e400,\"createdAt\":1e400}]").problem());
    }

    @Test
    void wrongTypesGiveLessAndNeverMore() {
        for (String entry : new String[] {"1", "null", "\"x\"", "[1, [2]]", "true", "-1.5e3"}) {
            AdminTokenFile file = parse("[" + entry + "," + entry + "]");
            assertEquals("", file.problem(), entry);
            assertEquals(2, file.tokens().size(), entry);
            assertNull(file.tokens().getFirst().token());
        }
        for (String active : new String[] {"\"true\"", "1", "null", "{}", "[true]"}) {
            assertFalse(only("[{\"isActive\":" + active + "}]").active(), active);
        }
        assertFalse(only("[{}]").active());
        for (String secret : new String[] {"1", "null", "[\"" + SECRET + "\"]", "{\"token\":1}"}) {
            assertTrue(only("[{\"token\":" + secret + "}]").secret().isEmpty(), secret);
        }
        assertEquals("{\"a\":[1]}", only("[{\"description\":{\"a\":[1]}}]").description());
        assertEquals("17", only("[{\"name\":17}]").name());
        assertEquals("", only("[{\"__proto__\":{\"isActive\":true},\"constructor\":1}]").name());
    }

    /// D-22, D-23.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null | {\"mode\":\"full\"} | false",
                "{\"mode\":\"full\",\"resources\":{\"x\":1}} | {\"mode\":\"full\"} | false",
                "{\"mode\":\"readonly\"} | {\"mode\":\"readonly\"} | false",
                "false | {\"mode\":\"custom\",\"resources\":{}} | true",
                "0 | {\"mode\":\"custom\",\"resources\":{}} | true",
                "\"full\" | {\"mode\":\"custom\",\"resources\":{}} | true",
                "[] | {\"mode\":\"custom\",\"resources\":{}} | true",
                "{} | {\"mode\":\"custom\",\"resources\":{}} | true",
                "{\"mode\":\"FULL\"} | {\"mode\":\"custom\",\"resources\":{}} | true",
                "{\"mode\":[\"full\"]} | {\"mode\":\"custom\",\"resources\":{}} | true",
                "{\"mode\":\"custom\"} | {\"mode\":\"custom\",\"resources\":{}} | true",
                "{\"mode\":\"custom\",\"resources\":[]} | {\"mode\":\"custom\",\"resources\":{}} | true",
                "{\"mode\":\"custom\",\"resources\":{\"vm\":\"rw\",\"lxc\":\"read\"}}"
                        + "|{\"mode\":\"custom\",\"resources\":{\"lxc\":\"read\"}} | true",
                "{\"mode\":\"custom\",\"resources\":{\"audit\":\"write\",\"registry\":\"read\"}}"
                        + "|{\"mode\":\"custom\",\"resources\":{}} | true",
                "{\"mode\":\"custom\",\"resources\":{\"bogus\":\"write\",\"__proto__\":\"read\"}}"
                        + "|{\"mode\":\"custom\",\"resources\":{}} | true",
                "{\"mode\":\"custom\",\"resources\":{\"a\\u001b[31mb\":\"write\"}}"
                        + "|{\"mode\":\"custom\",\"resources\":{}} | true"
            })
    void permissionsGiveNoMoreThanMosGave(String json, String granted, boolean told) {
        MosToken token =
                parse("[{\"isActive\":true,\"permissions\":" + json + "}]").tokens().getFirst();
        LegacyToken legacy = token.token();
        assertNotNull(legacy);
        assertEquals(granted, Json.writeText(legacy.permissions().toJson()));
        assertEquals(told, !token.says().isEmpty(), token.says()::toString);
        assertFalse(token.says().toString().contains("\u001b"));
    }

    /// A thousand damaged files of each kind: nothing is thrown, and what is found lies in the
    /// file.
    @Test
    void noDamageMakesItFail() {
        Random random = new Random(45);
        byte[] whole = WHOLE.getBytes(StandardCharsets.UTF_8);
        String alphabet = "[]{}\",:\\ue0-+.tfn\u0000\u001b\u007f \n";
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes;
            if (round % 3 == 0) {
                bytes = new byte[random.nextInt(200)];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
                }
            } else {
                bytes = whole.clone();
                for (int i = random.nextInt(8); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                if (round % 3 == 2) {
                    bytes = Arrays.copyOfRange(bytes, random.nextInt(40), bytes.length);
                }
            }
            AdminTokenFile file = AdminTokenFile.parse(bytes);
            int behind = 0;
            for (MosToken token : file.tokens()) {
                assertTrue(token.from() >= behind && token.to() > token.from());
                assertTrue(token.to() <= bytes.length);
                behind = token.to();
            }
            assertFalse(file.problem().contains("0123456789"), file.problem());
        }
    }

    private static LegacyToken only(String json) {
        AdminTokenFile file = parse(json);
        assertEquals(1, file.tokens().size(), file.problem());
        LegacyToken token = file.tokens().getFirst().token();
        assertNotNull(token);
        return token;
    }

    private static AdminTokenFile parse(String json) {
        return AdminTokenFile.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
