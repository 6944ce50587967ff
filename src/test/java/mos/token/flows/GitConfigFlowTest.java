package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mos.token.cli.Cli;
import mos.token.cli.Terminal;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `client-config` writes for git and curl leads the real ones through the gateway.
class GitConfigFlowTest {
    private static final String MINE = "[user]\n\tname = Me\n\temail = me@example.com";

    @TempDir private Path temp;
    @TempDir private Path home;
    @TempDir private Path clones;

    private final StringWriter said = new StringWriter();
    private GithubHouse house;

    @BeforeEach
    void start() throws IOException {
        // From here nobody gets anything without an admin token.
        house = new GithubHouse(temp, false);
        house.store(GithubHouse.GITHUB_TOKEN);
        house.github.privateRepository("octo/priv", "owner");
        house.git.privateRepository("octo/priv", "a.txt", "secret");
        Files.writeString(home.resolve(".gitconfig"), MINE);
    }

    @AfterEach
    void stop() {
        house.close();
        new LeakSearch().plant("reader", house.reader.exposeUtf8()).assertNotIn(said.toString());
    }

    private int config(String client, String... more) {
        PrintWriter all = new PrintWriter(said, true);
        Terminal terminal =
                new Terminal(all, all, new ByteArrayInputStream(new byte[0]), null, Map.of(), home);
        List<String> arguments = new ArrayList<>(List.of("client-config", client));
        arguments.addAll(List.of(more));
        return new Cli(terminal, (_, _) -> 1, (_, _, _) -> null, "0", Clock.systemUTC())
                .run(arguments.toArray(String[]::new));
    }

    private void write(String client) throws IOException {
        String gateway = house.base().toString();
        assertEquals(
                0,
                config(client, "--gateway", gateway, "--token-file", token(), "--write", "--yes"),
                said::toString);
    }

    private String token() throws IOException {
        Path file = Files.writeString(temp.resolve("reader-token"), house.reader.exposeText());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }

    private Run.Result run(String... command) {
        return Run.command(
                Map.of("HOME", home.toString(), "GIT_TERMINAL_PROMPT", "0"),
                Duration.ofSeconds(60),
                command);
    }

    @Test
    void gitClonesByThePlainNamesAndPushesToTheRealHost() throws IOException {
        write("git");
        String into = clones.resolve("priv").toString();
        run("git", "clone", "-q", "https://github.com/octo/priv.git", into).ok();
        assertEquals("secret", Files.readString(clones.resolve("priv/a.txt")));
        assertEquals(
                "https://github.com/octo/priv.git",
                run("git", "-C", into, "remote", "get-url", "--push", "origin").ok().out().strip());
        assertEquals("Me", run("git", "config", "--global", "user.name").ok().out().strip());

        Path header = home.resolve(".config/mos-token/gitconfig");
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(header)));
        String readable =
                Files.readString(home.resolve(".gitconfig"))
                        + Files.readString(clones.resolve("priv/.git/config"));
        assertFalse(readable.contains(house.reader.exposeText()), "a token where many can read it");
    }

    @Test
    void undoLeavesEverythingAsItWas() throws IOException {
        write("git");
        assertNotEquals(MINE, Files.readString(home.resolve(".gitconfig")));
        assertEquals(0, config("git", "--undo", "--yes"), said::toString);
        assertEquals(MINE, Files.readString(home.resolve(".gitconfig")));
        assertFalse(Files.exists(home.resolve(".config/mos-token/gitconfig")));
    }

    @Test
    void rulesOfTheOwnersAreNotContradicted() throws IOException {
        String mirror = "[url \"https://mirror.example/\"]\n\tinsteadOf = https://github.com/\n";
        Files.writeString(home.resolve(".gitconfig"), mirror);
        assertEquals(1, config("git", "--gateway", house.base().toString(), "--write", "--yes"));
        assertEquals(mirror, Files.readString(home.resolve(".gitconfig")));
        assertTrue(said.toString().contains("same hosts already"), said::toString);
    }

    @Test
    void curlFindsItsLogIn() throws IOException {
        write("curl");
        String url = house.base() + "github.com/octo/priv.git/info/refs?service=git-upload-pack";
        String netrc = home.resolve(".config/mos-token/netrc").toString();
        assertNotEquals(0, run("curl", "-sf", url).exit());
        assertTrue(
                run("curl", "-sf", "--netrc-file", netrc, url).ok().out().contains("refs/heads/"));
    }

    @Test
    void ghIsToldWhatItNeeds() throws IOException {
        assertEquals(2, config("gh", "--gateway", "http://gw:8999", "--token-file", token()));
        assertTrue(said.toString().contains("https alone"), said::toString);
        assertEquals(2, config("gh", "--gateway", "https://gw:8999"));
        assertEquals(
                0,
                config(
                        "gh",
                        "--gateway",
                        "https://gw:8999",
                        "--token-file",
                        token(),
                        "--write",
                        "--yes"),
                said::toString);
        assertTrue(
                Files.readString(home.resolve(".config/mos-token/gh.env"))
                        .contains("GH_HOST=gw:8999\nGH_ENTERPRISE_TOKEN=" + "mos_"));
    }
}
