package mos.token.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients' files that are not as an installation left them, or are to be otherwise.
class ClientConfigAgainTest extends CliFixture {
    private static final String DAEMON = "etc/docker/daemon.json";
    private static final String HOSTS = "etc/containerd/certs.d/docker.io/hosts.toml";

    private Path root;

    @BeforeEach
    void root() throws IOException {
        root = Files.createDirectory(home.resolve("root"));
    }

    private int write(String client, String... more) {
        return change(client, Stream.concat(Stream.of("--write"), Stream.of(more)));
    }

    private int undo(String client) {
        return change(client, Stream.of("--undo"));
    }

    private int change(String client, Stream<String> what) {
        Stream<String> first =
                Stream.of("client-config", client, "--root", root.toString(), "--yes");
        return run(Stream.concat(first, what).toArray(String[]::new));
    }

    /// Every file below the root: its mode and its text.
    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                files.put(root.relativize(file).toString(), mode + " " + Files.readString(file));
            }
        }
        return files;
    }

    @Test
    void aLinkToNothingIsNotReplaced() throws IOException {
        Files.createDirectories(root.resolve(DAEMON).getParent());
        Files.createSymbolicLink(root.resolve(DAEMON), Path.of("gone.json"));
        assertEquals(1, write("docker"));
        assertTrue(err.toString().contains(DAEMON + " is a link to nothing"), err::toString);
        assertTrue(Files.isSymbolicLink(root.resolve(DAEMON)));
        assertEquals(Map.of(), files());
    }

    @ParameterizedTest
    @ValueSource(strings = {"podman", "buildkit", "git", "curl"})
    void writtenAgainWithoutTheTokenItIsGone(String client) throws IOException {
        Path token = secretFile(home.resolve("token"), "mos_" + "T".repeat(49));
        assertEquals(0, write(client), err::toString);
        Map<String, String> without = files();
        assertEquals(0, write(client, "--token-file", token.toString()), err::toString);
        assertEquals(without.size() + 1, files().size());
        assertEquals(0, write(client), err::toString);
        assertTrue(err.toString().contains("Will delete "), err::toString);
        assertEquals(without, files());
    }

    @Test
    void undoingLeavesAModeThatIsNotOurs() throws IOException {
        assertEquals(0, write("containerd"), err::toString);
        Path hosts = root.resolve(HOSTS);
        Files.writeString(hosts, "# mine\n" + Files.readString(hosts));
        assertEquals(0, undo("containerd"), err::toString);
        assertEquals(Map.of(HOSTS, "rw-r--r-- # mine\n"), files());
    }
}
