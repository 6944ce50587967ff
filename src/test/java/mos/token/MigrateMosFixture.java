package mos.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import mos.token.secret.SecretText;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.TestApp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A MOS box, a data directory, and the command between them. At the end no secret may lie in the
/// data directory or have been printed.
@Timeout(180)
abstract class MigrateMosFixture {
    static final String ME = "/api/v1/auth/admin-tokens/me";
    static final String FULL = "a1b2c3d4e5f60718".repeat(4);
    static final String CUSTOM = "5566778899aabbcc".repeat(4);
    static final String OFF = "0918273645546372".repeat(4);
    static final String OTHER = "cafe0123456789ab".repeat(4);
    static final String LATER = "1a7e2b3c4d5e6f70".repeat(4);
    static final String GITHUB = "gh" + "p_" + "M0sB0x".repeat(5) + "yzAB12";
    static final String GITHUB_NEWER = "gh" + "p_" + "N3wer1".repeat(5) + "qrST34";
    static final String HUB = "dckr" + "_pat_" + "Z9y-X8w_V7".repeat(2) + "u6tsrq";
    static final String FORGEJO = "9f8e7d6c5b".repeat(3) + "4a39281706";

    @TempDir Path directory;
    @TempDir Path home;

    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    final List<String> said = new ArrayList<>();
    final List<String> questions = new ArrayList<>();
    @Nullable String answer;
    MosFiles mos;

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
                .plant("later", LATER)
                .plant("GitHub token", GITHUB)
                .plant("newer GitHub token", GITHUB_NEWER)
                .plant("Docker Hub token", HUB)
                .plant("Forgejo token", FORGEJO)
                .plant("JWT_SECRET", MosFiles.JWT_SECRET)
                .assertNowhere(directory, said.toArray(String[]::new));
    }

    final void usualBox() throws IOException {
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

    final int migrate(String... more) {
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

    final int run(String... arguments) {
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

    final String said() {
        return out.toString() + err;
    }

    final byte[] database() throws IOException {
        return Files.readAllBytes(directory.resolve("data/token.db"));
    }

    static byte[] bytes(StringWriter text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static int status(TestApp app, String path, String secret) {
        return app.ask("GET", app.admin().resolve(path), SecretText.of(secret), null).statusCode();
    }

    static JsonNode me(TestApp app, String secret, int status) {
        HttpResponse<byte[]> answer =
                app.ask("GET", app.admin().resolve(ME), SecretText.of(secret), null);
        assertEquals(status, answer.statusCode());
        return TestApp.json(answer);
    }
}
