package mos.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import mos.token.config.CheckProxy;
import mos.token.config.Config;
import mos.token.config.ProtectedPath;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A start that fails says what to mend in one line, and leaves nothing open: mended, it starts.
class AppStartTest {
    @TempDir Path directory;

    @Test
    void aLocalTokenThatCannotBeWrittenIsNamed() throws Exception {
        Path inTheWay = directory.resolve("data/local-token/x");
        Files.createDirectories(inTheWay);
        StartProblem problem =
                assertThrows(StartProblem.class, () -> TestApp.start(directory).close());
        assertTrue(
                String.valueOf(problem.getMessage()).contains("local-token"), problem.toString());
        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());
        TestApp.start(directory).close();
    }

    /// D-4: also in a directory that was made before us, open to everybody.
    @Test
    void whatItWritesIsItsOwnersAlone() throws Exception {
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (TestApp app = TestApp.start(directory);
                var children = Files.list(app.data())) {
            List<String> open =
                    children.filter(child -> mode(child).matches("...(?!------).*"))
                            .map(child -> mode(child) + " " + child.getFileName())
                            .toList();
            assertEquals(List.of(), open);
        }
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anUpstreamThatCannotBeUsedIsNamed() {
        var setup =
                TestApp.in(directory)
                        .upstream("api.github.com", URI.create("http://192.0.2.1/mirror"));
        StartProblem problem = assertThrows(StartProblem.class, () -> setup.start().close());
        assertTrue(
                String.valueOf(problem.getMessage()).contains("--upstream api.github.com"),
                problem.toString());
        TestApp.start(directory).close();
    }

    @Test
    void aPathOfAnUnknownResourceIsNamed() {
        Config.Check bogus =
                new Config.Check(
                        CheckProxy.NGINX, List.of(new ProtectedPath("/grafana/", "grafana")));
        var setup = TestApp.in(directory).check(bogus);
        StartProblem problem = assertThrows(StartProblem.class, () -> setup.start().close());
        assertTrue(
                String.valueOf(problem.getMessage())
                        .startsWith("check.path: there is no resource 'grafana': write one of"),
                problem.toString());
        TestApp.start(directory).close();
    }

    @Test
    void aDamagedDatabaseIsNamed() throws Exception {
        Files.createDirectories(directory.resolve("data"));
        Files.writeString(directory.resolve("data/token.db"), "no database ".repeat(1_000));
        StartProblem problem =
                assertThrows(StartProblem.class, () -> TestApp.start(directory).close());
        assertTrue(String.valueOf(problem.getMessage()).contains("token.db"), problem.toString());
    }
}
