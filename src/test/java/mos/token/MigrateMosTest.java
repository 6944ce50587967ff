package mos.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `mos-token migrate mos` from a box's files to the product that serves what was brought over.
class MigrateMosTest extends MigrateMosFixture {
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

    /// A later version has a resource that this one had not: what stood for nothing opens nothing.
    @Test
    void aResourceThatWasUnknownWhenItCameOpensNothingLater() throws Exception {
        usualBox();
        migrate();
        try (Connection database =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + directory.resolve("data/token.db"));
                Statement statement = database.createStatement()) {
            assertEquals(
                    1,
                    statement.executeUpdate(
                            "update admin_token set permissions ="
                                    + " replace(permissions, 'bogus', 'mos')"
                                    + " where permissions like '%bogus%'"));
        }
        try (TestApp app = TestApp.start(directory)) {
            assertEquals(403, status(app, "/api/v1/mos/tokens", CUSTOM));
            JsonNode ci = TestApp.json(app.local("GET", "/api/v1/auth/admin-tokens/1785578400001"));
            assertEquals("{\"mos\":\"write\"}", ci.path("unknownResources").toString());
            assertEquals(
                    "{\"docker\":\"read\"}", ci.path("permissions").path("resources").toString());
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
        assertEquals(0, migrate(), "it knows the gitea token again, whose host was said before");
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

    /// The one that nginx shows MOS, as `docs/mos.md` has it made between a first and a second run.
    @Test
    void whatIsToStayInMosStaysThereAndThereAlone() throws IOException {
        usualBox();
        assertEquals(1, migrate("--shred"), this::said);
        mos.admin("1785578400009", "nginx", OTHER, "{\"mode\":\"full\"}");
        mos.write();
        byte[] before = database();
        String files = mos.text("api/admin-tokens.json");
        assertEquals(2, migrate("--except", "Nginx", "--shred"), this::said);
        assertTrue(err.toString().contains("MOS has no admin token named 'Nginx'"), this::said);
        assertArrayEquals(before, database());
        assertEquals(files, mos.text("api/admin-tokens.json"));

        mos.admin("1785578400010", "also new", LATER, "null");
        mos.write();
        String[] gitea = {"--gitea-host", "git.example.org"};
        assertEquals(
                0,
                migrate("--except", "nginx", "--except", "old ", "--shred", gitea[0], gitea[1]),
                this::said);
        assertEquals(2, out.toString().split("left to MOS").length - 1, this::said);
        JsonNode left =
                Json.read(mos.text("api/admin-tokens.json").getBytes(StandardCharsets.UTF_8));
        assertEquals(
                List.of("old", "nginx"),
                left.values().stream().map(token -> token.path("name").stringValue()).toList());
        assertEquals(OTHER, left.path(1).path("token").stringValue());
        try (TestApp app = TestApp.start(directory)) {
            me(app, OTHER, 401);
            me(app, LATER, 200);
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
}
