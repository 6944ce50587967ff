package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mos.token.cli.Cli;
import mos.token.cli.Terminal;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import mos.token.testkit.Run;
import org.junit.jupiter.api.Test;

/// The commands for admin tokens, run in this process against the real product: what they say is
/// what then holds.
class TokenCommandFlowTest extends TokenFlow {
    private final List<String> said = new ArrayList<>();

    @Test
    void aTokenIsBoundedUsedShownNarrowedAndEdited() {
        SecretText token = created("create", "ci", "--expires", "90d", "--network", "127.0.0.0/8");
        assertEquals(200, ask("GET", BASE, token, null).statusCode());
        String shown = ok("token", "show", "ci");
        assertTrue(shown.contains("State         active\n"), shown);
        assertTrue(shown.contains("of which it has used no more than: auth=read\n"), shown);
        assertTrue(shown.contains("Networks      127.0.0.0/8\n"), shown);
        assertTrue(shown.lines().anyMatch(l -> l.matches("Last used .* from 127.0.0.1 .*")), shown);
        assertTrue(shown.lines().anyMatch(l -> l.matches("Calls .* \\(UTC\\): 1")), shown);
        String soon = ok("token", "list", "--expires-within", "91", "--state", "active");
        assertTrue(soon.lines().anyMatch(l -> l.contains(" ci ")), soon);
        assertEquals("", ok("token", "list", "--expires-within", "89"));

        String adopted = ok("token", "permissions", "ci", "--adopt", "--yes");
        assertTrue(adopted.contains(", auth=read, until "), adopted);
        assertEquals(403, ask("POST", BASE, token, "{\"name\":\"x\"}").statusCode());
        String docker = BASE.replace("auth/admin-tokens", "docker");
        assertEquals(1, command("", "token", "simulate", "--token", "ci", "GET", docker).exit());
        assertTrue(
                ok("token", "permissions", "ci", "--preset", "dashboard").contains("docker=read"));
        assertTrue(ok("token", "presets").contains("dashboard: "));
        assertTrue(ok("token", "simulate", "--token", "ci", "GET", docker).startsWith("Allowed. "));

        ok("token", "edit", "ci", "--name", "cj", "--network", "192.0.2.0/24");
        assertEquals(401, ask("GET", BASE + "/me", token, null).statusCode());
        assertTrue(ok("token", "show", "cj").contains("wrong network"));
        ok("token", "edit", "cj", "--any-network", "--expires", "never");
        assertEquals(200, ask("GET", BASE + "/me", token, null).statusCode());
        ok("token", "deactivate", "cj");
        assertEquals(401, ask("GET", BASE + "/me", token, null).statusCode());
        ok("token", "activate", "cj");
        assertEquals(200, ask("GET", BASE + "/me", token, null).statusCode());
        assertNothingLeaked(said.toArray(String[]::new));
    }

    @Test
    void aRotationOverlapsAndTheOldSecretIsKnownAfterIt() {
        SecretText old = created("create", "ci");
        SecretText fresh = created("rotate", "ci", "--overlap", "1h");
        assertEquals(200, ask("GET", BASE + "/me", old, null).statusCode());
        assertEquals(200, ask("GET", BASE + "/me", fresh, null).statusCode());
        String shown = ok("token", "show", "ci");
        assertTrue(
                shown.lines()
                        .anyMatch(l ->
                                l.matches(
                                        " +1, made .*, replaced, works until .*; used since then:"
                                                + " .* from 127.0.0.1.*")),
                shown);
        Run.Result found = identify(old);
        assertEquals(0, found.exit());
        assertTrue(found.out().startsWith("It is the admin token 'ci' (id "), found::out);

        app.clock().move(Duration.ofMinutes(61));
        assertEquals(401, ask("GET", BASE + "/me", old, null).statusCode());
        assertEquals(200, ask("GET", BASE + "/me", fresh, null).statusCode());
        found = identify(old);
        assertEquals(1, found.exit());
        assertTrue(found.out().endsWith("): retired secret.\n"), found::out);
        assertEquals(1, identify(SecretText.of("no token at all")).exit());

        SecretText last = created("rotate", "ci", "--overlap", "0");
        assertEquals(401, ask("GET", BASE + "/me", fresh, null).statusCode());
        assertEquals(200, ask("GET", BASE + "/me", last, null).statusCode());
        assertNothingLeaked(said.toArray(String[]::new));
    }

    @Test
    void aTokenRotatesItselfInItsFile() throws IOException {
        SecretText first = created("create", "ci", "--mode", "readonly");
        Path file = Files.writeString(directory.resolve("token"), first.exposeText());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        String[] self = {"token", "rotate", "--self", "--write", "--overlap", "0"};
        Map<String, String> environment = Map.of("MOS_TOKEN_FILE", file.toString());
        for (int i = 0; i < 2; i++) {
            SecretText before = SecretText.of(Files.readString(file).strip());
            Run.Result rotated = run(environment, "", self).ok();
            SecretText after = SecretText.of(Files.readString(file).strip());
            leaks.plant("secret " + i, after.exposeUtf8());
            said.add(rotated.out() + rotated.err());
            assertTrue(rotated.out().contains(file + " holds the new one."), rotated::out);
            assertEquals(401, ask("GET", BASE + "/me", before, null).statusCode());
            assertEquals(200, ask("GET", BASE + "/me", after, null).statusCode());
        }
        Files.delete(file);
        assertNothingLeaked(said.toArray(String[]::new));
    }

    @Test
    void aListLongerThanAPageIsWhole() {
        for (int i = 0; i <= 1_000; i++) {
            app.createToken("n" + i, "null");
        }
        assertEquals(1_002, ok("token", "list").lines().count());
        String json = ok("token", "list", "--json", "--sort", "name");
        assertEquals(1_001, Json.read(json.getBytes(StandardCharsets.UTF_8)).size());
        // Found on the second page of the names that hold an n.
        created("create", "n", "--description", "the last one");
        assertTrue(ok("token", "show", "n").contains("the last one"));
    }

    @Test
    void aClockThatLeaptAheadIsAccepted() {
        SecretText token = created("create", "ci", "--expires", "4w");
        app.clock().move(Duration.ofDays(400));
        assertEquals(401, ask("GET", BASE + "/me", token, null).statusCode());
        assertTrue(ok("token", "list", "--state", "expired").contains(" ci "));
        app.clock().move(Duration.ofDays(-400));
        assertEquals(401, ask("GET", BASE + "/me", token, null).statusCode());
        Run.Result shown = command("", "clock", "show").ok();
        assertTrue(shown.err().contains("'mos-token clock accept'"), shown::err);
        assertEquals(2, command("", "clock", "accept").exit());
        ok("clock", "accept", "--yes");
        assertEquals(200, ask("GET", BASE + "/me", token, null).statusCode());
        assertEquals("", command("", "clock", "show").ok().err());
        assertNothingLeaked(said.toArray(String[]::new));
    }

    /// Runs a command that prints a token, which is searched for at the end.
    private SecretText created(String... arguments) {
        Run.Result result =
                run(
                                Map.of(),
                                "",
                                Stream.concat(Stream.of("token"), Stream.of(arguments))
                                        .toArray(String[]::new))
                        .ok();
        said.add(result.err());
        assertTrue(result.out().matches("mos_[0-9A-Za-z]{49}\n"), "the token is not alone");
        SecretText token = SecretText.of(result.out().strip());
        leaks.plant(String.join(" ", arguments), token.exposeUtf8());
        return token;
    }

    private String ok(String... arguments) {
        return command("", arguments).ok().out();
    }

    private Run.Result identify(SecretText token) {
        return command(token.exposeText() + "\n", "token", "identify");
    }

    private Run.Result command(String input, String... arguments) {
        Run.Result result = run(Map.of(), input, arguments);
        said.add(result.out() + result.err());
        return result;
    }

    private Run.Result run(Map<String, String> environment, String input, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal =
                new Terminal(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        null,
                        environment,
                        directory);
        Cli cli =
                new Cli(
                        terminal,
                        (_, _) -> {
                            throw new AssertionError("no command of these serves");
                        },
                        (_, _, _) -> {
                            throw new AssertionError("no command of these migrates");
                        },
                        "0",
                        app.clock());
        String[] where = {"--server", app.admin().toString(), "--data", app.data().toString()};
        int exit =
                cli.run(
                        Stream.concat(Stream.of(arguments), Stream.of(where))
                                .toArray(String[]::new));
        return new Run.Result(exit, out.toString(), err.toString());
    }
}
