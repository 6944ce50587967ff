package mos.token.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import mos.token.secret.SecretText;
import mos.token.store.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
    @TempDir Path directory;

    @Test
    void digestsAndSealsSurviveARestart() throws Exception {
        SecretText token = SecretText.of("a token");
        TokenDigest digest;
        byte[] sealed;
        try (Database database = database()) {
            Keys keys = open(database, keyFile());
            digest = keys.digest(token);
            sealed = keys.seal(token, "service-token", "1");
        }
        try (Database database = database()) {
            Keys keys = open(database, keyFile());
            assertEquals(digest, keys.digest(token));
            assertEquals(digest, TokenDigest.of(digest.keyId(), digest.bytes()));
            assertEquals(digest, keys.digests(token).getFirst());
            assertEquals(token, keys.unseal(sealed, "service-token", "1"));
        }
    }

    @Test
    void aSealOpensNowhereElseAndNotWhenDamaged() {
        try (Database database = database()) {
            Keys keys = open(database, keyFile());
            byte[] sealed = keys.seal(SecretText.of("x"), "service-token", "1");
            assertThrows(Unsealable.class, () -> keys.unseal(sealed, "service-token", "2"));
            assertThrows(Unsealable.class, () -> keys.unseal(sealed, "other", "1"));
            for (int i = 0; i < sealed.length; i++) {
                byte[] damaged = sealed.clone();
                damaged[i] ^= 1;
                assertThrows(Unsealable.class, () -> keys.unseal(damaged, "service-token", "1"));
            }
            assertThrows(Unsealable.class, () -> keys.unseal(new byte[3], "service-token", "1"));
        }
    }

    @Test
    void twoInstallationsShareNoKey() { // fixed or default keys, D-44
        SecretText token = SecretText.of("a token");
        try (Database one = Database.open(dir("one"), () -> false);
                Database two = Database.open(dir("two"), () -> false)) {
            TokenDigest first = open(one, directory.resolve("k1")).digest(token);
            assertNotEquals(first, open(two, directory.resolve("k2")).digest(token));
        }
    }

    @Test
    void theKeyFileIsOwnerOnlyAndNeverReplaced() throws Exception {
        try (Database database = database()) {
            open(database, keyFile());
        }
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile())));
        byte[] before = Files.readAllBytes(keyFile());
        try (Database other = Database.open(dir("other"), () -> false)) {
            open(other, keyFile());
        }
        assertArrayEquals(before, Files.readAllBytes(keyFile()));
    }

    @Test
    void aMissingKeyIsNotMadeAnewForAnOldDatabase() throws Exception {
        try (Database database = database()) {
            open(database, keyFile());
            Files.delete(keyFile());
            KeyProblem problem = assertThrows(KeyProblem.class, () -> open(database, keyFile()));
            assertTrue(problem.getMessage().contains("--master-key-file"), problem.getMessage());
            assertFalse(Files.exists(keyFile()));
        }
    }

    @Test
    void aWrongAnUnreadableAndAnOpenKeyEachSayWhatToDo() throws Exception {
        try (Database database = database();
                Database other = Database.open(dir("other"), () -> false)) {
            open(database, keyFile());
            Path wrong = directory.resolve("wrong.key");
            open(other, wrong);
            assertProblem(database, wrong, "not the one");
            Files.writeString(wrong, "hello");
            assertProblem(database, wrong, "not a master key");
            Files.setPosixFilePermissions(keyFile(), PosixFilePermissions.fromString("rw-r--r--"));
            assertProblem(database, keyFile(), "chmod 600");
        }
    }

    private static void assertProblem(Database database, Path file, String expected) {
        KeyProblem problem = assertThrows(KeyProblem.class, () -> open(database, file));
        assertTrue(problem.getMessage().contains(expected), problem.getMessage());
    }

    private Path keyFile() {
        return directory.resolve("config").resolve("master.key");
    }

    private Database database() {
        return Database.open(dir("data"), () -> false);
    }

    private Path dir(String name) {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Keys open(Database database, Path file) {
        return Keys.open(database, file, new SecureRandom(), Clock.systemUTC());
    }
}
