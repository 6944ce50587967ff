package mos.token.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import mos.token.config.Config;
import mos.token.testkit.Answer;
import mos.token.testkit.FakeHost;
import mos.token.testkit.HostRules;
import mos.token.testkit.Violations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A server that answers what each test gives it, and the commands run against it in this process.
abstract class CliFixture {
    static final String LOCAL_TOKEN = "mos_" + "L".repeat(49);

    /// 22:00 of the 24th in Berlin, where the commands run.
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-24T21:00:00Z"), ZoneId.of("Europe/Berlin"));

    @TempDir Path home;

    final Violations violations = new Violations();
    final List<String> bodies = new CopyOnWriteArrayList<>();

    /// What is answered once, by method and target.
    final Map<String, Answer> answers = new HashMap<>();

    /// The JSON that is answered with 200 as often as it is asked for.
    final Map<String, String> standing = new HashMap<>();

    final Map<String, String> environment = new HashMap<>();
    final Queue<String> typed = new ArrayDeque<>();
    final List<String> questions = new ArrayList<>();
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    String input = "";
    boolean atTerminal;
    FakeHost api;
    Path data;

    @BeforeEach
    void start() throws IOException {
        HostRules rules =
                new HostRules(Set.of("GET", "POST", "PUT", "PATCH", "DELETE"), null, true);
        api =
                FakeHost.start(
                        "mos-token",
                        rules,
                        violations,
                        (request, body) -> {
                            bodies.add(new String(body.readAllBytes(), StandardCharsets.UTF_8));
                            return answer(request.method() + " " + request.target());
                        });
        data = Files.createDirectories(home.resolve(".local/share/mos-token"));
        secretFile(data.resolve("address"), api.base() + "\n");
        secretFile(data.resolve("local-token"), LOCAL_TOKEN);
    }

    @AfterEach
    void stop() {
        api.close();
        violations.assertClean();
    }

    final int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        Terminal terminal =
                new Terminal(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        atTerminal ? new Typing() : null,
                        Map.copyOf(environment),
                        home);
        return new Cli(terminal, CliFixture::noServer, (_, _, _) -> null, "0", CLOCK)
                .run(arguments);
    }

    private Answer answer(String request) {
        Answer once = answers.remove(request);
        if (once != null) {
            return once;
        }
        String json = standing.get(request);
        return json == null
                ? Answer.json(404, "{\"detail\":\"no such path\"}")
                : Answer.json(200, json);
    }

    private static int noServer(Config config, Terminal terminal) {
        throw new AssertionError("these tests start no server: " + config + terminal);
    }

    static Path secretFile(Path file, String text) {
        try {
            Files.writeString(file, text);
            return Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Typing implements Terminal.Prompt {
        @Override
        public char @Nullable [] readSecret(String question) {
            String line = typed.poll();
            return line == null ? null : line.toCharArray();
        }

        @Override
        public @Nullable String readLine(String question) {
            questions.add(question);
            return typed.poll();
        }
    }
}
