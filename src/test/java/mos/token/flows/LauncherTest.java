package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mos.token.testkit.Run;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./mos-token` in a tree of the test's, with JDKs and a Maven that only say what they were asked.
class LauncherTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir Path root;

    private Path home;
    private Path jdk;

    @BeforeEach
    void tree() throws IOException {
        home = root.resolve("a clone");
        Files.createDirectories(home.resolve("scripts"));
        Files.createDirectories(home.resolve("src/main"));
        script(home.resolve("mos-token"), Files.readString(Path.of("mos-token")));
        Files.copy(Path.of("scripts/jdk.sh"), home.resolve("scripts/jdk.sh"));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        script(
                home.resolve("mvnw"),
                """
                #!/bin/sh
                echo "built with $JAVA_HOME: $*"
                mkdir -p target/lib
                : >target/mos-token.jar
                """);
        jdk = jdk("25.0.3", root.resolve("jdk 25"));
    }

    @Test
    void itBuildsOnceSaysSoAndRunsFromAnywhereThroughALink() throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("link"), home.resolve("mos-token"));
        Run.Result first = launch(Map.of("JAVA_HOME", jdk.toString()), link, "token", "a b").ok();
        assertTrue(first.err().startsWith("mos-token: building, since"), first::err);
        assertTrue(first.err().contains("built with " + jdk + ": -q -B"), first::err);
        assertTrue(
                first.out()
                        .contains(
                                "[-cp]\n[%1$s/target/mos-token.jar:%1$s/target/lib/*]\n[mos.token.Main]\n[token]\n[a b]\n"
                                        .formatted(home)),
                first::out);
        Run.Result second = launch(Map.of("JAVA_HOME", jdk.toString()), link, "token").ok();
        assertEquals("", second.err());
        Files.writeString(home.resolve("src/main/New.java"), "");
        Run.Result third = launch(Map.of("JAVA_HOME", jdk.toString()), link, "token").ok();
        assertTrue(third.err().contains("building"), third::err);
    }

    @Test
    void serveHasAHeapLimitThatItsVariableReplaces() {
        Run.Result limited =
                launch(Map.of("JAVA_HOME", jdk.toString()), home.resolve("mos-token"), "serve");
        assertTrue(limited.ok().out().matches("(?s).*\\[-Xmx\\d{2,3}m]\n.*"), limited::out);
        Run.Result own =
                launch(
                        Map.of(
                                "JAVA_HOME",
                                jdk.toString(),
                                "MOS_TOKEN_JAVA_OPTS",
                                "-Xmx1g -XX:+UseZGC"),
                        home.resolve("mos-token"),
                        "serve");
        assertTrue(own.ok().out().contains("[-Xmx1g]\n[-XX:+UseZGC]\n"), own::out);
        assertEquals(1, own.out().split("-Xmx", -1).length - 1, own::out);
        assertTrue(!own.out().contains("SerialGC"), own::out);
    }

    @Test
    void aLargeHeapIsCollectedInParallel() {
        boolean several = Runtime.getRuntime().availableProcessors() > 1;
        for (String options :
                List.of(
                        "-Xmx511m",
                        "-Xmx512m",
                        "-Xmx1g",
                        "-Xmx524288k",
                        "-Xmx536870912",
                        "-Da=b")) {
            Run.Result result =
                    launch(
                            Map.of("JAVA_HOME", jdk.toString(), "MOS_TOKEN_JAVA_OPTS", options),
                            home.resolve("mos-token"),
                            "serve");
            boolean large = several && !List.of("-Xmx511m", "-Da=b").contains(options);
            assertTrue(
                    result.ok().out().contains(large ? "UseParallelGC" : "UseSerialGC"),
                    result::out);
        }
    }

    @Test
    void anOldJdkIsPassedOverForTheOneInPath() throws IOException {
        Path old = jdk("21.0.1", root.resolve("old"));
        Files.createDirectories(root.resolve("bin"));
        Files.createSymbolicLink(root.resolve("bin/javac"), jdk.resolve("bin/javac"));
        Run.Result result =
                launch(
                        Map.of(
                                "JAVA_HOME",
                                old.toString(),
                                "PATH",
                                root.resolve("bin") + ":/usr/bin:/bin"),
                        home.resolve("mos-token"),
                        "version");
        assertTrue(result.ok().err().contains("built with " + jdk + ":"), result::err);
    }

    @Test
    void aTokenIsTypedOnlyWhereTheTerminalHidesIt() {
        assertTrue(typed("service set github").contains("let standard output be the terminal too"));
        assertTrue(typed("token identify").contains("let standard output be the terminal too"));
        assertTrue(typed("token list").contains("[token]"));
    }

    /// What a command says whose input is a terminal and whose output is a pipe.
    private String typed(String arguments) {
        return Run.command(
                        Map.of(
                                "JAVA_HOME",
                                jdk.toString(),
                                "HOME",
                                root.resolve("nobody").toString()),
                        TIMEOUT,
                        "script",
                        "-qec",
                        "'%s' %s | cat".formatted(home.resolve("mos-token"), arguments),
                        "/dev/null")
                .ok()
                .out();
    }

    private Run.Result launch(Map<String, String> variables, Path script, String... arguments) {
        Map<String, String> environment = new HashMap<>(variables);
        environment.putIfAbsent("HOME", root.resolve("nobody").toString());
        String[] command = new String[arguments.length + 1];
        command[0] = script.toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Run.command(environment, TIMEOUT, command);
    }

    /// A JDK of that version whose `java` prints its arguments, one a line.
    private static Path jdk(String version, Path at) throws IOException {
        Files.createDirectories(at.resolve("bin"));
        Files.writeString(at.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        script(at.resolve("bin/javac"), "#!/bin/sh\n");
        script(
                at.resolve("bin/java"),
                """
                #!/bin/sh
                for argument; do printf '[%s]\\n' "$argument"; done
                """);
        return at;
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
