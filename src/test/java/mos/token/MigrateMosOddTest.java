package mos.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What is odd in a MOS box, by accident or on purpose.
class MigrateMosOddTest extends MigrateMosFixture {
    @Test
    void idsNamesAndSecretsThatRepeatAreSetApart() throws IOException {
        String[] secrets =
                Stream.of("1", "2", "3", "4", "5")
                        .map(x -> (x + FULL).substring(0, 64))
                        .toArray(String[]::new);
        mos.admin("7", "same", secrets[0], "null");
        mos.admin("7", "SAME", secrets[1], "null");
        mos.admin("99999999999999999", "same", secrets[2], "null");
        mos.admin("8", "off first", secrets[3], "null").put("isActive", false);
        mos.admin("9", "on", secrets[3], "{\"mode\":\"readonly\"}");
        mos.admin("__proto__", "", secrets[4], "null");
        mos.admin("10", "no secret of MOS", FULL.toUpperCase(java.util.Locale.ROOT), "null");
        mos.admin("11", "none at all", "", "null");
        mos.write();
        assertEquals(1, migrate(), this::said);
        assertEquals(2, out.toString().split("64 small hex digits").length - 1, this::said);
        assertTrue(out.toString().contains("another one has the same secret"), this::said);
        try (TestApp app = TestApp.start(directory)) {
            assertEquals("7", me(app, secrets[0], 200).path("id").stringValue());
            assertEquals("SAME (2)", me(app, secrets[1], 200).path("name").stringValue());
            assertNotEquals("7", me(app, secrets[1], 200).path("id").stringValue());
            assertEquals("same (3)", me(app, secrets[2], 200).path("name").stringValue());
            assertTrue(me(app, secrets[2], 200).path("id").stringValue().length() == 13);
            assertEquals(
                    "readonly",
                    me(app, secrets[3], 200).path("permissions").path("mode").stringValue());
            assertEquals("unnamed", me(app, secrets[4], 200).path("name").stringValue());
            SecretText fresh = app.createToken("next", "null");
            assertEquals(200, app.ask("GET", app.admin().resolve(ME), fresh, null).statusCode());
        }
    }

    /// D-45: what grows with the square of their number would not end.
    @Test
    void thousandsOfTheSameNameAreNoBurden() throws IOException {
        for (int i = 0; i < 5_000; i++) {
            mos.admin("7", "same", "%05d".formatted(i) + FULL.substring(5), "null");
        }
        mos.write();
        assertEquals(0, migrate("--json"), this::said);
        assertEquals(5_000, Json.read(bytes(out)).path("imported").intValue());
        assertTrue(out.toString().contains("same (5000)"));
    }

    @Test
    void whatWasEndedHereDoesNotComeBack() throws IOException {
        usualBox();
        migrate();
        try (TestApp app = TestApp.start(directory)) {
            app.local("DELETE", "/api/v1/auth/admin-tokens/1785578400000");
            app.reveal(
                    "POST",
                    app.admin().resolve("/api/v1/auth/admin-tokens/1785578400001/rotate"),
                    app.localToken(),
                    "{\"overlapSeconds\":0}");
            me(app, FULL, 401);
            me(app, CUSTOM, 401);
        }
        migrate("--shred");
        assertEquals(2, out.toString().split("does not come back").length - 1, this::said);
        String left = mos.text("api/admin-tokens.json");
        assertTrue(left.contains(FULL), "MOS's own is for its owner to end");
        assertFalse(left.contains(OFF));
        try (TestApp app = TestApp.start(directory)) {
            me(app, FULL, 401);
            me(app, CUSTOM, 401);
        }
    }

    @Test
    void aStoredServiceTokenStaysUnlessItIsToBeReplaced() throws IOException {
        usualBox();
        mos.sealed("dockerhub", MosFiles.sealed("no colon"));
        mos.sealed("codeberg", MosFiles.sealed(FORGEJO).replace(':', ';'));
        mos.sealed("github", MosFiles.sealed(GITHUB));
        mos.sealed("quay\u001b[31m", "x");
        mos.write();
        assertEquals(1, migrate("--gitea-host", "10.0.0.1"), this::said);
        assertTrue(out.toString().contains("Docker Hub token must be in format"), this::said);
        assertTrue(out.toString().contains("host must be the name"), this::said);
        assertTrue(out.toString().contains("enter it again"), this::said);
        assertTrue(out.toString().contains("quay??31m"), this::said);
        mos.service("github", GITHUB_NEWER);
        mos.write();
        assertEquals(1, migrate("--gitea-host", "git.example.org"), this::said);
        assertTrue(out.toString().contains("--replace takes MOS's instead"), this::said);
        migrate("--replace");
        assertTrue(out.toString().contains("gh" + "p_…ST34"), this::said);
        try (FakeGitHub github = FakeGitHub.forGateway().token("owner", GITHUB);
                TestApp app = TestApp.in(directory).upstreams(github.upstreams()).start()) {
            // The newer one is refused: the one before it was kept and comes back.
            app.local("GET", "/api/v1/mos/validatetokens");
            JsonNode masks = TestApp.json(app.local("GET", "/api/v1/mos/tokens"));
            assertEquals("gh" + "p_…AB12", masks.path("github").stringValue());
        }
    }

    /// D-45.
    @Test
    void hostileFilesHarmNothingAndNoOtherFile() throws IOException {
        usualBox();
        String tokens = mos.text("api/admin-tokens.json");
        String[] damaged = {
            "",
            tokens.substring(0, tokens.length() / 3),
            "[".repeat(500_000),
            "{\"a\":".repeat(500_000),
            "[\"" + "x".repeat(5 << 20) + "\"]",
            "[" + "{\"token\":1},".repeat(20_000) + "{}]",
            "\u0000\u0001",
            "nonsense"
        };
        for (String text : damaged) {
            mos.put("api/admin-tokens.json", text);
            assertEquals(1, migrate("--shred"), this::said);
            assertEquals(text, mos.text("api/admin-tokens.json"), "a damaged file is not touched");
            assertTrue(said().length() < 2_000_000);
        }
        for (String text : damaged) {
            mos.put("system/tokens.json", text);
            assertEquals(1, migrate(), this::said);
        }
        mos.put("api/api.json", "[[[");
        mos.put("api/env", "\u0000".repeat(70_000));
        assertEquals(1, migrate(), this::said);
        mos.put("api/api.json", "{\"adminTokensFile\":\"/etc/\\u001b[2Jpasswd\"}");
        assertEquals(1, migrate(), this::said);
        assertTrue(out.toString().contains("/etc/??2Jpasswd, not below"), this::said);
        Files.delete(mos.config().resolve("api/admin-tokens.json"));
        Files.createSymbolicLink(
                mos.config().resolve("api/admin-tokens.json"), Path.of("/dev/zero"));
        mos.put("api/api.json", "{}");
        assertEquals(1, migrate(), this::said);
        assertTrue(out.toString().contains("links are not followed"), this::said);
        try (TestApp app = TestApp.start(directory)) {
            me(app, FULL, 200);
        }
    }

    @Test
    void namesAreMadeToFitAndPrintNothingThatMovesTheScreen() throws IOException {
        mos.admin("1", "\u001b[2J\u202eevil " + "n".repeat(300), FULL, "null");
        mos.admin("2", "of " + FULL, CUSTOM, "null").put("description", "secret: " + CUSTOM);
        mos.admin("3", "odd", OFF, "{\"mode\":\"custom\",\"resources\":{\"a\\u001bb\":\"read\"}}")
                .set("description", Json.object().put("a", 1));
        mos.write();
        assertEquals(0, migrate(), this::said);
        assertEquals(0, migrate("--json"), this::said);
        for (int c : said().codePoints().toArray()) {
            assertTrue(c == '\n' || (c >= ' ' && c != 0x7f && c != 0x202e), "character " + c);
        }
        try (TestApp app = TestApp.start(directory)) {
            JsonNode list = TestApp.json(app.local("GET", "/api/v1/auth/admin-tokens"));
            assertEquals(100, list.path(0).path("name").stringValue().length());
            assertEquals("of [redacted]", list.path(1).path("name").stringValue());
            assertEquals("secret: [redacted]", list.path(1).path("description").stringValue());
            assertEquals("{\"a\":1}", list.path(2).path("description").stringValue());
        }
    }
}
