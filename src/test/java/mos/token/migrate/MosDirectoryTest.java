package mos.token.migrate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// D-45: a directory that somebody made leads nowhere else.
@Timeout(60)
class MosDirectoryTest {
    @TempDir Path home;
    private Path outside;
    private Path box;

    @BeforeEach
    void make() throws IOException {
        outside = Files.createDirectories(home.resolve("outside"));
        Files.writeString(outside.resolve("env"), "outside");
        box = Files.createDirectories(home.resolve("boot/config/api")).getParent();
        Files.writeString(box.resolve("api/env"), "inside");
    }

    @Test
    void bootAndItsConfigAreTaken() throws IOException {
        for (Path given : new Path[] {box, box.getParent()}) {
            assertEquals("inside", read(MosDirectory.at(given), "api/env"));
        }
        assertThrows(MigrationProblem.class, () -> MosDirectory.at(outside));
        assertThrows(MigrationProblem.class, () -> MosDirectory.at(home.resolve("none")));
        Files.createSymbolicLink(outside.resolve("api"), box.resolve("api"));
        assertThrows(MigrationProblem.class, () -> MosDirectory.at(outside));
        Path boot = Files.createDirectory(home.resolve("copy"));
        Files.createSymbolicLink(boot.resolve("config"), box);
        assertThrows(IOException.class, () -> read(MosDirectory.at(boot), "api/env"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/boot/config/",
                "/boot/config/../../etc/shadow",
                "/boot/config/api/../env",
                "/boot/config//api/env",
                "/boot/configuration/env",
                "/etc/shadow",
                "api/env",
                "../env",
                "/boot/config/api/.",
                "/boot/config/a\u001b[2Jb",
                "/boot/config/a\u0000",
                "C:\\env"
            })
    void aFileThatLiesElsewhereIsNotLookedFor(String named) {
        IOException e = assertThrows(IOException.class, () -> MosDirectory.below(named));
        assertTrue(e.getMessage().chars().allMatch(c -> c >= ' ' && c < 0x7f), e::getMessage);
    }

    @Test
    void whatMosNamesIsFoundBelow() throws IOException {
        assertEquals("api/env", MosDirectory.below("/boot/config/api/env"));
        assertEquals("tokens.json", MosDirectory.below("/boot/config/tokens.json"));
    }

    @Test
    void noLinkIsFollowed() throws IOException {
        MosDirectory directory = MosDirectory.at(box);
        Files.createSymbolicLink(box.resolve("api/link"), outside.resolve("env"));
        Files.createSymbolicLink(box.resolve("system"), outside);
        for (String file : new String[] {"api/link", "system/env"}) {
            assertThrows(IOException.class, () -> directory.read(file, 100), file);
            assertThrows(IOException.class, () -> directory.replace(file, new byte[1]), file);
        }
        assertEquals("outside", Files.readString(outside.resolve("env")));
        assertTrue(Files.isSymbolicLink(box.resolve("api/link")));
    }

    @Test
    void whatIsNoFileIsNotOpened() throws Exception {
        MosDirectory directory = MosDirectory.at(box);
        Path fifo = box.resolve("api/fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        Files.createDirectory(box.resolve("api/dir"));
        for (String file : new String[] {"api/fifo", "api/dir", "api/fifo/x", "api/env/x"}) {
            assertThrows(IOException.class, () -> directory.read(file, 100), file);
            assertThrows(IOException.class, () -> directory.replace(file, new byte[1]), file);
        }
        assertThrows(NoSuchFileException.class, () -> directory.read("api/none", 100));
        assertThrows(NoSuchFileException.class, () -> directory.read("none/none", 100));
    }

    @Test
    void aFileHasALargestSize() throws IOException {
        MosDirectory directory = MosDirectory.at(box);
        Files.write(box.resolve("api/env"), new byte[101]);
        assertThrows(IOException.class, () -> directory.read("api/env", 100));
        assertEquals(101, directory.read("api/env", 101).length);
    }

    @Test
    void whatIsReplacedIsOverwrittenToo() throws IOException {
        Path file = box.resolve("api/env");
        Path same = Files.createLink(home.resolve("the-same-bytes"), file);
        Files.createSymbolicLink(box.resolve("api/env.new"), outside.resolve("env"));
        MosDirectory.at(box).replace("api/env", "new".getBytes(StandardCharsets.US_ASCII));
        assertEquals("new", Files.readString(file));
        assertArrayEquals(new byte["inside".length()], Files.readAllBytes(same));
        assertEquals("outside", Files.readString(outside.resolve("env")));
        assertTrue(Files.notExists(box.resolve("api/env.new"), LinkOption.NOFOLLOW_LINKS));
    }

    /// The new file holds what is left of MOS's secrets.
    @Test
    void whatCannotBeMovedIntoPlaceIsNotLeftBeside() throws IOException {
        Path fresh = box.resolve("api/env.new");
        byte[] bytes = "new".getBytes(StandardCharsets.US_ASCII);
        try (DirectoryStream<Path> api = Files.newDirectoryStream(fresh.getParent())) {
            IOException e =
                    assertThrows(
                            IOException.class,
                            () -> MosDirectory.replace(stuck(api, fresh), Path.of("env"), bytes));
            assertEquals("cannot move new", e.getMessage());
        }
        assertEquals("inside", Files.readString(box.resolve("api/env")));
        assertTrue(Files.notExists(fresh, LinkOption.NOFOLLOW_LINKS));
    }

    /// A directory in which nothing can be moved, as on a medium with an error.
    @SuppressWarnings("unchecked")
    private static SecureDirectoryStream<Path> stuck(DirectoryStream<Path> real, Path fresh) {
        return (SecureDirectoryStream<Path>)
                Proxy.newProxyInstance(
                        MosDirectoryTest.class.getClassLoader(),
                        new Class<?>[] {SecureDirectoryStream.class},
                        (_, method, arguments) -> {
                            if (method.getName().equals("move")) {
                                throw new IOException("cannot move " + Files.readString(fresh));
                            }
                            try {
                                return method.invoke(real, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private static String read(MosDirectory directory, String file) throws IOException {
        return new String(directory.read(file, 100), StandardCharsets.UTF_8);
    }
}
