package mos.token.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
    @TempDir Path directory;

    /// RFC 4231 §4.2 and §4.7: a key of 20 bytes, and one longer than a block.
    @Test
    void signsAsTheRfcDoes() throws IOException {
        assertEquals(
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
                sign(bytes(20, 0x0b), "Hi There"));
        assertEquals(
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
                sign(bytes(131, 0xaa), "Test Using Larger Than Block-Size Key - Hash Key First"));
    }

    @Test
    void oneLineEndIsNotPartOfTheKey() throws IOException {
        String bare = sign(bytes(20, 'k'), "m");
        assertEquals(bare, sign("kkkkkkkkkkkkkkkkkkkk\n".getBytes(StandardCharsets.UTF_8), "m"));
        assertEquals(bare, sign("kkkkkkkkkkkkkkkkkkkk\r\n".getBytes(StandardCharsets.UTF_8), "m"));
    }

    @Test
    void aKeyThatCannotBeUsedSaysWhatToDo() throws IOException {
        assertProblem(file(bytes(15, 'k')), "must hold 16 to 4096 bytes");
        assertProblem(file(bytes(4097, 'k')), "must hold 16 to 4096 bytes");
        assertEquals(64, sign(bytes(4096, 'k'), "m").length());
        assertProblem(directory.resolve("missing"), "cannot be read (NoSuchFileException)");
        Path open = file(bytes(20, 'k'));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r-----"));
        assertProblem(open, "chmod 600");
    }

    private static void assertProblem(Path file, String expected) {
        KeyProblem problem = assertThrows(KeyProblem.class, () -> SigningKey.read(file, "the key"));
        String message = String.valueOf(problem.getMessage());
        assertTrue(message.contains(expected) && message.contains("the key " + file), message);
    }

    private String sign(byte[] key, String message) throws IOException {
        return SigningKey.read(file(key), "the key")
                .sign(message.getBytes(StandardCharsets.US_ASCII));
    }

    private Path file(byte[] key) throws IOException {
        Path file = Files.createTempFile(directory, "key", "");
        return Files.write(file, key);
    }

    private static byte[] bytes(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
