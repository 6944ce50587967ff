package mos.token.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import mos.token.secret.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MosEnvTest {
    private static final String LONG = "0123456789abcdef".repeat(2);

    @TempDir Path directory;

    @Test
    void aValueIsCutAtItsNextEqualsSignAsMosDoes() {
        assertEquals(secrets("abc"), read("A=1\nJWT_SECRET=abc\r\nB=2"));
        assertEquals(secrets("YWJj", "YWJj=="), read("JWT_SECRET=YWJj==\n"));
        assertEquals(secrets("a", "a=b=c"), read("  JWT_SECRET=a=b=c"));
        assertEquals(secrets("a", "b"), read("JWT_SECRET=a\nJWT_SECRET=b\nJWT_SECRET=a"));
    }

    @Test
    void whatIsNoSecretGivesNone() {
        for (String env :
                List.of("", "=", "JWT_SECRET", "JWT_SECRET=", "JWT_SECRET==x ", "XJWT_SECRET=a")) {
            assertEquals(env.endsWith("x ") ? secrets("=x") : List.of(), read(env), env);
        }
        byte[] latin1 = "JWT_SECRET=\u00fc\nJWT_SECRET=b".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(secrets("b", "\ufffd"), MosEnv.jwtSecrets(latin1));
        assertEquals(4, read("JWT_SECRET=a\nJWT_SECRET=b\nJWT_SECRET=c=d\nJWT_SECRET=e").size());
        assertEquals(4, read("JWT_SECRET=a\nJWT_SECRET=b\nJWT_SECRET=c=d=1\nJWT_SECRET=e").size());
    }

    /// What signs MOS's sessions is what seals its tokens, whatever the file looks like.
    @Test
    void bothReadersFindTheSameFirst() throws IOException {
        Path file = directory.resolve("env");
        for (String env :
                List.of(
                        "JWT_SECRET=" + LONG,
                        "JWT_SECRET=old-old-old-old-old-old-old-old-old\nJWT_SECRET=" + LONG,
                        "PORT=1\n \tJWT_SECRET \t= " + LONG + " \r\n",
                        "JWT_SECRET=" + LONG + "==\nJWT_SECRET=\nJWT_SECRET\nJWT_SECRETS=x",
                        "\n\n=\n==\nJWT_SECRET=" + LONG + "=" + LONG + "\n")) {
            Files.writeString(file, env);
            assertEquals(SecretText.of(LONG), MosEnv.jwtSecret(file), env);
            assertEquals(SecretText.of(LONG), read(env).getFirst(), env);
        }
        // A value of spaces is one for MOS, which then has none.
        Files.writeString(file, "JWT_SECRET=" + LONG + "\nJWT_SECRET= ");
        assertThrows(KeyProblem.class, () -> MosEnv.jwtSecret(file));
    }

    @Test
    void aFileThatCannotBeMosIsToldSo() throws IOException {
        Path file = directory.resolve("env");
        assertProblem(file, "cannot be read (NoSuchFileException)");
        Files.writeString(file, "JWT_SECRET=" + LONG + "\n".repeat(MosEnv.MOST_BYTES));
        assertProblem(file, "holds more than 65536 bytes");
        Files.writeString(file, "JWT_SECRET=" + LONG.substring(1));
        assertProblem(file, "at least 32 bytes");
    }

    @Test
    void whatWasReadIsOverwritten() {
        byte[] env = ("JWT_SECRET=" + LONG).getBytes(StandardCharsets.UTF_8);
        assertEquals(secrets(LONG), MosEnv.jwtSecrets(env));
        assertArrayEquals(new byte[env.length], env);
    }

    private static void assertProblem(Path file, String expected) {
        KeyProblem problem = assertThrows(KeyProblem.class, () -> MosEnv.jwtSecret(file));
        String message = String.valueOf(problem.getMessage());
        assertTrue(message.startsWith("mos.env-file: ") && message.contains(expected), message);
        assertTrue(!message.contains(LONG.substring(1)), message);
    }

    private static List<SecretText> read(String env) {
        return MosEnv.jwtSecrets(env.getBytes(StandardCharsets.UTF_8));
    }

    private static List<SecretText> secrets(String... texts) {
        return Arrays.stream(texts).map(SecretText::of).toList();
    }
}
