package mos.token.admintoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import mos.token.secret.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTokenTest {
    @TempDir Path directory;

    private SecretText content() throws IOException {
        return SecretText.of(Files.readString(directory.resolve("local-token")));
    }

    @Test
    void itOpensOnlyForThisMachineAndOnlyWhileItIsThere() throws IOException {
        try (LocalToken token = LocalToken.create(directory, new SecureRandom())) {
            SecretText content = content();
            assertTrue(token.opens(content, true));
            assertFalse(token.opens(content, false));
            assertFalse(token.opens(SecretText.of(""), true));
            assertTrue(content.exposeText().matches("mos_[0-9A-Za-z]{49}"));
        }
        assertFalse(Files.exists(directory.resolve("local-token")));
    }

    /// D-4: the owner's alone, also when something waited in its place.
    @Test
    void nobodyElseCanReadItNorPlantItsPlace() throws IOException {
        Path elsewhere = Files.writeString(directory.resolve("elsewhere"), "old");
        Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.createSymbolicLink(directory.resolve("local-token"), elsewhere);
        Files.createSymbolicLink(directory.resolve("local-token.new"), elsewhere);
        try (LocalToken token = LocalToken.create(directory, new SecureRandom())) {
            assertEquals("old", Files.readString(elsewhere));
            assertFalse(Files.isSymbolicLink(token.file()));
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(token.file())));
        }
    }

    @Test
    void eachStartMakesANewOne() throws IOException {
        try (LocalToken first = LocalToken.create(directory, new SecureRandom())) {
            SecretText old = content();
            try (LocalToken second = LocalToken.create(directory, new SecureRandom())) {
                assertFalse(second.opens(old, true));
                assertTrue(first.opens(old, true));
            }
        }
    }

    @Test
    void aMissingDirectoryIsNamed() {
        var problem =
                assertThrows(
                        UncheckedIOException.class,
                        () -> LocalToken.create(directory.resolve("none"), new SecureRandom()));
        assertTrue(String.valueOf(problem.getMessage()).contains("local-token"));
    }
}
