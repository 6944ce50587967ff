package mos.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mos.token.cli.Cli;
import mos.token.cli.Terminal;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.TestApp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `mos-token migrate mos` from a box's files to the product that serves what was brought over. At
/// the end no secret may lie in the data directory or have been printed.
@Timeout(180)
class MigrateMosTest {
    private static final String ME = "/api/v1/auth/admin-tokens/me";
    private static final String FULL = "a1b2c3d4e5f60718".repeat(4);
    private static final String CUSTOM = "5566778899aabbcc".repeat(4);
    private static final String OFF = "0918273645546372".repeat(4);
    private static final String OTHER = "cafe0123456789ab".repeat(4);
    private static final String GITHUB = "gh" + "p_" + "M0sB0x".repeat(5) + "yzAB12";
    private static final String GITHUB_NEWER = "gh" + "p_" + "N3wer1".repeat(5) + "qrST34";
    private static final String HUB = "dckr" + "_pat_" + "Z9y-X8w_V7".repeat(2) + "u6tsrq";
    private static final String FORGEJO = "9f8e7d6c5b".repeat(3) + "4a39281706";

    @TempDir Path directory;
    @TempDir Path home;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> said = new ArrayList<>();
    private final List<String> questions = new ArrayList<>();
    private @Nullable String answer;
    private MosFiles mos;

    @BeforeEach
    void makeBox() throws IOException {
        mos = new MosFiles(home.resolve("boot/config"));
    }

    @AfterEach
    void nothingLeaked() {
        new LeakSearch()
                .plant("full", FULL)
                .plant("custom", CUSTOM)
                .plant("deactivated", OFF)
                .plant("other", OTHER)
                .plant("GitHub token", GITHUB)
                .plant("newer GitHub token", GITHUB_NEWER)
                .plant("Docker Hub token", HUB)
                .plant("Forgejo token", FORGEJO)
                .plant("JWT_SECRET", MosFiles.JWT_SECRET)
                .assertNowhere(directory, said.toArray(String[]::new));
    }

    private void usualBox() throws IOException {
        mos.admin("1785578400000", "Home Assistant", FULL, "{\"mode\":\"full\"}");
        mos.admin(
                        "1785578400001",
                        "CI",
                        CUSTOM,
                        "{\"mode\":\"custom\",\"resources\":"
                                + "{\"docker\":\"read\",\"bogus\":\"write\",\"audit\":\"write\"}}")
                .put("description", "two\nlines");
        mos.admin("1785578400002", "old", OFF, "null")
                .put("isActive", false)
                .put("deactivatedAt", "2026-09-01T00:00:00.000Z");
        mos.service("github", GITHUB);
        mos.service("dockerhub", "alice:" + HUB);
        mos.service("codeberg", FORGEJO);
        mos.service("gitea", FORGEJO);
        mos.write();
    }

    @Test
    void whatABoxHasWorksOn() throws IOException {
        usualBox();
        assertEquals(1, migrate(), () -> said());
        assertTrue(said().contains("--gitea-host"), this::said);
        assertEquals(0, migrate("--gitea-host", "git.example.org"), this::said);
        try (FakeGitHub github = FakeGitHub.forGateway().token("owner", GITHUB);
                TestApp app = TestApp.in(directory).upstreams(github.upstreams()).start()) {
            JsonNode full = me(app, FULL, 200);
            assertEquals("Home Assistant", full.path("name").stringValue());
            assertEquals("1785578400000", full.path("id").stringValue());
            assertEquals("{\"mode\":\"full\"}", full.path("permissions").toString());
            assertEquals(
                    "{\"mode\":\"custom\",\"resources\":{\"docker\":\"read\"}}",
                    me(app, CUSTOM, 200).path("permissions").toString());
            me(app, OFF, 401);
            me(app, OTHER, 401);

            JsonNode ci = TestApp.json(app.local("GET", "/api/v1/auth/admin-tokens/1785578400001"));
            assertTrue(ci.path("legacy").booleanValue());
            assertEquals("{\"bogus\":\"write\"}", ci.path("unknownResources").toString());
            assertEquals("2026-08-01T10:00:00.000Z", ci.path("createdAt").stringValue());
            assertEquals("two\nlines", ci.path("description").stringValue());
            assertEquals(403, status(app, "/api/v1/audit", CUSTOM), "audit is ours alone");
            JsonNode old =
                    TestApp.json(app.local("GET", "/api/v1/auth/admin-tokens/1785578400002"));
            assertEquals("2026-09-01T00:00:00.000Z", old.path("deactivatedAt").stringValue());
            assertEquals("inactive", old.path("state").stringValue());

            // Edited, it keeps what has no effect; rotated, it is one of ours.
            assertEquals(
                    200,
                    app.local(
                                    "PATCH",
                                    "/api/v1/auth/admin-tokens/1785578400001",
                                    "{\"name\":\"CI 2\"}")
                            .statusCode());
            app.restart();
            JsonNode edited =
                    TestApp.json(app.local("GET", "/api/v1/auth/admin-tokens/1785578400001"));
            assertEquals("{\"bogus\":\"write\"}", edited.path("unknownResources").toString());
            assertEquals("CI 2", me(app, CUSTOM, 200).path("name").stringValue());

            JsonNode masks = TestApp.json(app.local("GET", "/api/v1/mos/tokens"));
            assertEquals("gh" + "p_…AB12", masks.path("github").stringValue());
            assertEquals("alice:dckr" + "_pat_…tsrq", masks.path("dockerhub").stringValue());
            assertEquals("…1706", masks.path("codeberg").stringValue());
            assertEquals("git.example.org:…1706", masks.path("gitea").stringValue());
            github.privateRepository("owner/secret", "owner");
            HttpResponse<byte[]> lent =
                    app.ask(
                            "GET",
                            app.gateway().resolve("/api.github.com/repos/owner/secret"),
                            SecretText.of(FULL),
                            null);
            assertEquals(200, lent.statusCode(), "GitHub shows it to the owner's token alone");
            JsonNode trail = TestApp.json(app.local("GET", "/api/v1/audit?action=migrate.mos"));
            assertEquals(7, trail.size(), trail::toString);
            assertTrue(
                    TestApp.json(app.local("GET", "/api/v1/audit/verify"))
                            .path("intact")
                            .booleanValue());
            said.addAll(List.of(app.answers()));
            github.assertClean();
        }
    }

    @Test
    void aSecondRunChangesNothingAndSaysSo() throws IOException {
        usualBox();
        assertEquals(0, migrate("--gitea-host", "git.example.org"), this::said);
        byte[] before = database();
        assertEquals(0, migrate("--gitea-host", "git.example.org", "--replace"), this::said);
        assertTrue(err.toString().contains("Nothing is new"), this::said);
        assertEquals(7, out.toString().split("already there").length - 1, this::said);
        assertArrayEquals(before, database());
    }

    @Test
    void aDryRunSaysTheSameAndWritesNothing() throws IOException {
        usualBox();
        assertEquals(1, migrate("--dry-run", "--shred"), this::said);
        String first = out.toString();
        assertFalse(Files.exists(directory.resolve("data")), "nothing was there");
        assertFalse(Files.exists(directory.resolve("config")), "nor a key");
        assertEquals(1, migrate(), this::said);
        assertEquals(
                List.of(first.replace("would be imported", "imported").split("\\s+")),
                List.of(out.toString().split("\\s+")));
        mos.admin("1785578400009", "later", OTHER, "{\"mode\":\"readonly\"}");
        mos.write();
        byte[] before = database();
        String files = mos.text("api/admin-tokens.json");
        assertEquals(1, migrate("--dry-run", "--shred", "--json"), this::said);
        assertEquals(1, Json.read(bytes(out)).path("imported").intValue());
        assertArrayEquals(before, database());
        assertEquals(files, mos.text("api/admin-tokens.json"));
        try (TestApp app = TestApp.start(directory)) {
            me(app, OTHER, 401);
        }
    }

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

    @Test
    void shreddingTakesOutWhatIsHereAndLeavesTheRest() throws IOException {
        usualBox();
        mos.admin("12", "kept there", OTHER.substring(1), "{\"mode\":\"readonly\"}");
        mos.sealed("quay", "as it was");
        mos.write();
        Path bytes =
                Files.createLink(
                        home.resolve("bytes"), mos.config().resolve("api/admin-tokens.json"));
        answer = "n";
        assertEquals(1, migrate(), this::said);
        assertEquals(1, questions.size());
        assertTrue(mos.text("api/admin-tokens.json").contains(FULL), "the answer was no");
        answer = "yes";
        assertEquals(1, migrate(), this::said);
        JsonNode left =
                Json.read(mos.text("api/admin-tokens.json").getBytes(StandardCharsets.UTF_8));
        assertEquals(1, left.size());
        assertEquals(OTHER.substring(1), left.path(0).path("token").stringValue());
        assertEquals("readonly", left.path(0).path("permissions").path("mode").stringValue());
        for (byte each : Files.readAllBytes(bytes)) {
            assertEquals(0, each, "the bytes from before were overwritten");
        }
        JsonNode services =
                Json.read(mos.text("system/tokens.json").getBytes(StandardCharsets.UTF_8));
        assertTrue(services.path("github").isNull());
        assertEquals("as it was", services.path("quay").stringValue());
        assertTrue(services.path("gitea").isString(), "it was not brought over");
        assertTrue(err.toString().contains("On flash and on FAT"), this::said);
        questions.clear();
        migrate();
        assertEquals(List.of(), questions, "nothing is left to take out");
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

    @Test
    void whileAServerRunsItSaysWhatToDo() throws IOException {
        usualBox();
        try (TestApp app = TestApp.start(directory)) {
            assertEquals(2, migrate(), this::said);
            assertTrue(err.toString().contains("end that server, run this again"), this::said);
            assertEquals(2, migrate("--dry-run"), this::said);
            me(app, FULL, 401);
        }
        assertEquals(2, run("migrate", "mos", home.resolve("none").toString()));
        assertTrue(err.toString().contains("/boot/config"), this::said);
        assertEquals(1, migrate(), this::said);
    }

    private int migrate(String... more) {
        Stream<String> usual =
                Stream.of(
                        "migrate",
                        "mos",
                        mos.config().getParent().toString(),
                        "--data",
                        directory.resolve("data").toString(),
                        "--master-key-file",
                        directory.resolve("config/master.key").toString());
        return run(Stream.concat(usual, Stream.of(more)).toArray(String[]::new));
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        Terminal terminal =
                new Terminal(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        new ByteArrayInputStream(new byte[0]),
                        answer == null ? null : new Person(),
                        Map.of(),
                        home);
        Clock clock = Clock.systemUTC();
        int exit =
                new Cli(
                                terminal,
                                (_, _) -> 1,
                                new OfflineMigration(clock, new SecureRandom()),
                                "0",
                                clock)
                        .run(arguments);
        said.add(said());
        return exit;
    }

    private final class Person implements Terminal.Prompt {
        @Override
        public char @Nullable [] readSecret(String question) {
            throw new AssertionError(question);
        }

        @Override
        public @Nullable String readLine(String question) {
            questions.add(question);
            return answer;
        }
    }

    private String said() {
        return out.toString() + err;
    }

    private byte[] database() throws IOException {
        return Files.readAllBytes(directory.resolve("data/token.db"));
    }

    private static byte[] bytes(StringWriter text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static int status(TestApp app, String path, String secret) {
        return app.ask("GET", app.admin().resolve(path), SecretText.of(secret), null).statusCode();
    }

    private static JsonNode me(TestApp app, String secret, int status) {
        HttpResponse<byte[]> answer =
                app.ask("GET", app.admin().resolve(ME), SecretText.of(secret), null);
        assertEquals(status, answer.statusCode());
        return TestApp.json(answer);
    }
}
