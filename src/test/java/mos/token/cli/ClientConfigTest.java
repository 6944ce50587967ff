package mos.token.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

/// Clients' files below a root of the test's: written, written again, and taken back.
class ClientConfigTest extends CliFixture {
    private static final String TOKEN = "mos_" + "T".repeat(49);
    private static final String GATEWAY = "http://10.0.0.7:8999";
    private static final String DAEMON = "etc/docker/daemon.json";
    private static final String DROP_IN = "etc/containers/registries.conf.d/50-mos-token.conf";
    private static final String HOSTS = "etc/containerd/certs.d/docker.io/hosts.toml";
    private static final String BUILDKITD = "etc/buildkit/buildkitd.toml";

    private Path root;
    private Path tokenFile;

    @BeforeEach
    void root() throws IOException {
        root = Files.createDirectory(home.resolve("root"));
        tokenFile = secretFile(home.resolve("token"), TOKEN + "\n");
    }

    private int write(String client, String... more) {
        return on(client, GATEWAY, Stream.concat(Stream.of("--write", "--yes"), Stream.of(more)));
    }

    private int on(String client, String gateway, Stream<String> more) {
        Stream<String> first =
                Stream.of("client-config", client, "--root", "" + root, "--gateway", gateway);
        return run(Stream.concat(first, more).toArray(String[]::new));
    }

    private int undo(String client) {
        return run("client-config", client, "--root", root.toString(), "--undo", "--yes");
    }

    private Path put(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private String text(String file) throws IOException {
        return Files.readString(root.resolve(file));
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

    @ParameterizedTest
    @ValueSource(strings = {"docker", "podman", "containerd", "buildkit"})
    void writtenTwiceIsTheSameAndUndoneIsAsBefore(String client) throws IOException {
        assertEquals(0, undo(client), err::toString);
        assertTrue(err.toString().contains("Nothing to undo"), err::toString);
        assertEquals(Map.of(), files());

        assertEquals(0, on(client, GATEWAY, Stream.of()), err::toString);
        assertTrue(out.toString().contains("10.0.0.7:8999"), out::toString);
        assertEquals(Map.of(), files(), "printing writes nothing");

        assertEquals(0, write(client), err::toString);
        assertTrue(err.toString().contains("Then: "), err::toString);
        Map<String, String> once = files();
        assertFalse(once.isEmpty());
        assertEquals(0, write(client), err::toString);
        assertTrue(err.toString().contains("Nothing to do"), err::toString);
        assertEquals(once, files());

        assertEquals(0, on(client, "https://gw.example", Stream.of("--write", "--yes")));
        assertFalse(files().toString().contains("10.0.0.7"), "the earlier gateway stays");
        assertEquals(0, undo(client), err::toString);
        assertEquals(Map.of(), files());
    }

    @Test
    void dockersOtherSettingsStayAndComeBackToTheByte() throws IOException {
        String was =
                "{\"debug\" : true,\n \"registry-mirrors\":[\"https://a.example\"], \"n\":1.50}";
        Files.setPosixFilePermissions(
                put(DAEMON, was), PosixFilePermissions.fromString("rw-r-----"));
        Map<String, String> before = files();
        assertEquals(0, write("docker"), err::toString);
        assertEquals(
                """
                {
                  "debug" : true,
                  "registry-mirrors" : [ "http://10.0.0.7:8999", "https://a.example" ],
                  "n" : 1.50,
                  "insecure-registries" : [ "10.0.0.7:8999" ]
                }
                """,
                text(DAEMON));
        assertEquals(was, text(DAEMON + ".before-mos-token"));
        assertEquals("rw-r----- ", files().get(DAEMON).substring(0, 10));
        assertEquals(0, undo("docker"), err::toString);
        assertEquals(before, files());

        assertEquals(0, write("docker"));
        put(DAEMON, text(DAEMON).replace("\"debug\" : true", "\"debug\" : false"));
        assertEquals(0, undo("docker"), err::toString);
        assertEquals(
                """
                {
                  "debug" : false,
                  "registry-mirrors" : [ "https://a.example" ],
                  "n" : 1.50
                }
                """,
                text(DAEMON));
        assertEquals(1, files().size(), "what was kept beside it is gone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"debug\": true,}",
                "{\"a\": 1, \"a\": 2}",
                "[]",
                "{\"registry-mirrors\": \"https://a.example\"}",
                "{\"insecure-registries\": [1]}"
            })
    void aMalformedDaemonJsonIsLeftAsItIs(String text) throws IOException {
        put(DAEMON, text);
        Map<String, String> before = files();
        assertEquals(1, write("docker"));
        assertTrue(err.toString().contains(DAEMON), err::toString);
        assertTrue(err.toString().contains("nothing was changed"), err::toString);
        assertEquals(before, files());
        put(DAEMON, "{\n\n\"debug\": tru }");
        assertEquals(1, write("docker"));
        assertTrue(err.toString().contains("near line 3"), err::toString);
    }

    @Test
    void aLoopbackGatewayNeedsNoInsecureRegistryAndIsTheDefault() {
        assertEquals(0, run("client-config", "docker", "--root", root.toString()));
        assertEquals(
                "{\n  \"registry-mirrors\" : [ \"http://127.0.0.1:8999\" ]\n}\n", out.toString());
        secretFile(data.resolve("address"), api.base() + "\nhttp://127.0.0.1:7777\n");
        assertEquals(0, run("client-config", "docker", "--root", root.toString()));
        assertTrue(out.toString().contains("http://127.0.0.1:7777"), out::toString);
        for (String wrong : new String[] {"gw:8999", "http://gw/x", "http://u:p@gw", "ftp://gw"}) {
            assertEquals(2, on("docker", wrong, Stream.of()), wrong);
            assertTrue(err.toString().contains("--gateway: write http"), err::toString);
        }
    }

    @Test
    void podmansDropInMayNotReplaceARegistryOfTheOwners() throws IOException {
        put(
                "etc/containers/registries.conf",
                "[[registry]]\nlocation = \"ghcr.io\"\nblocked = true\n");
        put("etc/containers/registries.conf.d/other.conf", "[aliases]\n\"a\" = \"b.example/a\"\n");
        Map<String, String> before = files();
        assertEquals(1, write("podman"));
        assertTrue(err.toString().contains("[[registry]] for ghcr.io"), err::toString);
        assertEquals(before, files());
        put("etc/containers/registries.conf", "[[registry]]\nlocation = \"quay.io\"\n");
        assertEquals(0, write("podman"), err::toString);
        assertTrue(
                text(DROP_IN).contains("location = \"10.0.0.7:8999/docker.io\"\ninsecure = true"));
        assertEquals(0, on("podman", "https://gw.example", Stream.of()));
        assertFalse(out.toString().contains("insecure"), out::toString);
    }

    @Test
    void aHostsFileOfOthersIsNotTouched() throws IOException {
        put(HOSTS, "server = \"https://mine.example\"\n");
        Map<String, String> before = files();
        assertEquals(1, write("containerd"));
        assertTrue(err.toString().contains(HOSTS + " is there already"), err::toString);
        assertEquals(before, files(), "not the other registry's either");
        assertEquals(0, undo("containerd"), err::toString);
        assertEquals(before, files());
    }

    @Test
    void buildkitGetsABlockAtTheEndAndTheRestIsNotRewritten() throws IOException {
        String was =
                "# mine\n[worker.oci]\n  gc = false # so\n\n[registry.\"quay.io\"]\nhttp = true";
        put(BUILDKITD, was);
        Map<String, String> before = files();
        assertEquals(0, write("buildkit"), err::toString);
        assertTrue(text(BUILDKITD).startsWith(was + "\n"), "what was there changed");
        assertTrue(text(BUILDKITD).contains("[registry.\"10.0.0.7:8999\"]\n  http = true"));
        put(BUILDKITD, "debug = true\n" + text(BUILDKITD));
        assertEquals(0, undo("buildkit"), err::toString);
        assertEquals("debug = true\n" + was, text(BUILDKITD).strip());

        put(BUILDKITD, was);
        assertEquals(0, write("buildkit"));
        assertEquals(0, undo("buildkit"));
        assertEquals(before, files());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[registry.\"docker.io\"]\nhttp = true\n",
                "registry = { \"quay.io\" = { http = true } }\n",
                "[registry\n"
            })
    void aBuildkitFileWithNoPlaceForOursIsLeftAsItIs(String text) throws IOException {
        put(BUILDKITD, text);
        Map<String, String> before = files();
        assertEquals(1, write("buildkit"), out::toString);
        assertTrue(err.toString().contains(BUILDKITD), err::toString);
        assertEquals(before, files());
    }

    @Test
    void anEditedPartIsLeftAndTheOthersGo() throws IOException {
        assertEquals(0, write("containerd"), err::toString);
        put(HOSTS, text(HOSTS).replace("\"resolve\"", "\"resolve\", \"push\""));
        String edited = text(HOSTS);
        assertEquals(1, undo("containerd"));
        assertTrue(err.toString().contains("was edited"), err::toString);
        assertEquals(1, files().size());
        assertEquals(edited, text(HOSTS));
    }

    @Test
    void aTokenIsWrittenForItsOwnerAloneAndNeverShown() throws IOException {
        String others = "{\"auths\":{\"quay.io\":{\"auth\":\"eDp5\"}}}";
        put("root/.config/containers/auth.json", others);
        Map<String, String> before = files();
        String said = "";
        for (String client : new String[] {"podman", "containerd", "buildkit"}) {
            Stream<String> token = Stream.of("--token-file", tokenFile.toString());
            assertEquals(0, on(client, GATEWAY, token), err::toString);
            said += out.toString() + err;
            assertEquals(0, write(client, "--token-file", tokenFile.toString()), err::toString);
            said += out.toString() + err;
        }
        assertFalse(said.contains(TOKEN), "the token was printed");
        assertTrue(text(HOSTS).contains("Authorization = \"Bearer " + TOKEN + "\""));
        for (String file :
                new String[] {
                    HOSTS, "root/.config/containers/auth.json", "root/.docker/config.json"
                }) {
            assertEquals("rw------- ", files().get(file).substring(0, 10), file);
        }
        assertTrue(text("root/.config/containers/auth.json").contains("eDp5"));
        for (String client : new String[] {"podman", "containerd", "buildkit"}) {
            assertEquals(0, undo(client), err::toString);
        }
        assertEquals(before, files());

        assertEquals(2, write("docker", "--token-file", tokenFile.toString()));
        assertTrue(err.toString().contains("--anonymous"), err::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"auths\":{\"10.0.0.7:8999\":{\"auth\":\"eDp5\"}}}",
                "{\"credsStore\":\"pass\"}",
                "{\"auths\":[]}"
            })
    void aLogInOfTheOwnersIsNotReplaced(String text) throws IOException {
        put("root/.docker/config.json", text);
        Map<String, String> before = files();
        assertEquals(1, write("buildkit", "--token-file", tokenFile.toString()));
        assertTrue(err.toString().contains("config.json"), err::toString);
        assertEquals(before, files());
    }

    @Test
    void itAsksAndTakesNoForAnAnswer() throws IOException {
        String[] write = {"client-config", "docker", "--root", root.toString(), "--write"};
        assertEquals(2, run(write));
        assertTrue(err.toString().contains("add --yes"), err::toString);
        atTerminal = true;
        typed.add("n");
        assertEquals(1, run(write));
        assertTrue(err.toString().contains("Will create " + root.resolve(DAEMON)), err::toString);
        assertEquals(Map.of(), files());
        typed.add("y");
        assertEquals(0, run(write), err::toString);
        assertEquals(2, run("client-config", "docker", "--write", "--undo"));
    }

    @Test
    void whereItMayNotWriteItSaysWhatToDo() throws IOException {
        put("etc", "a file where a directory should be");
        Map<String, String> before = files();
        assertEquals(2, write("docker"));
        assertTrue(err.toString().contains("run this as root, or give --root"), err::toString);
        assertEquals(before, files());
        root = root.resolve("none");
        assertEquals(2, write("docker"));
        assertTrue(err.toString().contains("--root: there is no directory"), err::toString);
    }

    @Test
    void aLinkOutOfTheRootIsNotFollowedAndOneInsideStaysOne() throws IOException {
        Path outside = Files.createDirectory(home.resolve("outside"));
        Files.createDirectory(root.resolve("etc"));
        Files.createSymbolicLink(root.resolve("etc/docker"), outside);
        assertEquals(1, write("docker"));
        assertTrue(err.toString().contains("leads out of"), err::toString);
        try (Stream<Path> none = Files.list(outside)) {
            assertEquals(0, none.count());
        }
        Files.delete(root.resolve("etc/docker"));
        put("etc/docker/real.json", "{}");
        Files.createSymbolicLink(root.resolve(DAEMON), Path.of("real.json"));
        assertEquals(0, write("docker"), err::toString);
        assertTrue(Files.isSymbolicLink(root.resolve(DAEMON)));
        assertTrue(text("etc/docker/real.json").contains(GATEWAY));
    }
}
