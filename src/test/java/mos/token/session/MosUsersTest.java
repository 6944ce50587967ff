package mos.token.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mos.token.testkit.MosBox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MosUsersTest {
    private static final Optional<String> FINE = Optional.empty();
    private static final Optional<String> GONE = Optional.of("no such user any more");
    private static final Optional<String> ROLE = Optional.of("another role now");

    @TempDir Path directory;

    private MosUsers read(String text) throws IOException {
        return MosUsers.read(Files.writeString(directory.resolve("users.json"), text));
    }

    private String problem(String text) {
        return String.valueOf(assertThrows(IOException.class, () -> read(text)).getMessage());
    }

    @Test
    void aUserIsWhoTheyWereAtTheirSignIn() throws IOException {
        MosUsers users =
                read(
                        "[%s,%s, {\"id\":\"3\"}, {\"role\":\"admin\"}, {\"id\":4,\"role\":\"admin\"}]"
                                .formatted(
                                        MosBox.listed("1", "a", "admin"),
                                        MosBox.listed("2", "b", "user")));
        assertEquals(FINE, users.problem("1", true));
        assertEquals(ROLE, users.problem("1", false));
        assertEquals(FINE, users.problem("2", false));
        assertEquals(ROLE, users.problem("2", true));
        assertEquals(ROLE, users.problem("3", true));
        assertEquals(GONE, users.problem("4", true));
        assertEquals(GONE, users.problem("a", true));
        assertEquals(GONE, read("[]").problem("1", true));
    }

    /// MOS takes the first that it finds.
    @Test
    void ofSeveralWithOneIdTheFirstCounts() throws IOException {
        MosUsers users =
                read(
                        "[%s,%s]"
                                .formatted(
                                        MosBox.listed("1", "a", "user"),
                                        MosBox.listed("1", "a", "admin")));
        assertEquals(ROLE, users.problem("1", true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[1]",
                "[null]",
                "[{}",
                "[] []",
                "[{\"id\":\"1\",\"id\":\"1\"}]",
                "[{\"id\":\"\\u12\"}]",
                "\u0000"
            })
    void whatIsNoListOfUsersIsTold(String text) {
        assertTrue(problem(text).startsWith("MOS's users.json: it "), text);
    }

    /// As while MOS writes it, or after a power cut; no message shows a part of it.
    @Test
    void aListThatWasCutShortIsNone() {
        String whole = "[" + MosBox.listed("1", "Zoe", "admin") + "]";
        for (int length = 0; length < whole.length(); length++) {
            String problem = problem(whole.substring(0, length));
            assertFalse(problem.contains("Zoe") || problem.contains("$2b"), problem);
        }
    }

    @Test
    void sizeNumberAndDepthHaveBounds() throws IOException {
        String most =
                IntStream.range(0, MosUsers.MOST)
                        .mapToObj(i -> "{\"id\":\"" + i + "\",\"role\":\"admin\"}")
                        .collect(Collectors.joining(",", "[", ""));
        assertEquals(FINE, read(most + "]").problem("9999", true));
        assertTrue(problem(most + ",{}]").contains("at most 10000 users"));
        assertEquals(GONE, read("[]" + " ".repeat(MosUsers.MOST_BYTES - 2)).problem("1", true));
        assertTrue(problem(" ".repeat(MosUsers.MOST_BYTES + 1)).contains("more than 1048576"));
        assertTrue(problem("[{\"a\":" + "[".repeat(100_000)).contains("damaged"));
    }

    @Test
    void aFileThatIsNotThereIsTold() {
        String message =
                String.valueOf(
                        assertThrows(
                                        IOException.class,
                                        () -> MosUsers.read(directory.resolve("none")))
                                .getMessage());
        assertEquals("MOS's users.json: it cannot be read (NoSuchFileException)", message);
    }
}
