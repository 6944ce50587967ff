package mos.token.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeakSearchTest {
    private static final String SECRET = "gh" + "p_" + "aB3/xY+9".repeat(4) + "q=z7";

    @TempDir private Path temp;

    private final LeakSearch search = new LeakSearch().plant("github token", SECRET);

    @Test
    void findsEveryEncodingBetweenOtherBytes() {
        byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
        for (String before : List.of("", "u", "us", "use", "user:")) {
            byte[] mixed = (before + SECRET + "tail").getBytes(StandardCharsets.UTF_8);
            assertFound(Base64.getEncoder().encodeToString(mixed));
            assertFound(Base64.getUrlEncoder().withoutPadding().encodeToString(mixed));
            assertFound(before + SECRET);
        }
        String hex = HexFormat.of().formatHex(secret);
        assertFound(hex);
        assertFound(hex.toUpperCase(Locale.ROOT));
        assertFound(URLEncoder.encode(SECRET, StandardCharsets.UTF_8));
        assertFound(
                URLEncoder.encode(SECRET, StandardCharsets.UTF_8)
                        .replace("%2F", "%2f")
                        .replace("%2B", "%2b")
                        .replace("%3D", "%3d"));
        assertFound("%" + HexFormat.ofDelimiter("%").formatHex(secret));
    }

    @Test
    void findsASecretThatWasCutButNotAMask() {
        assertFound("…" + SECRET.substring(8, SECRET.length() - 6) + "…");
        assertDoesNotThrow(() ->
                search.assertNowhere(
                        temp,
                        SECRET.substring(0, 8) + "…" + SECRET.substring(SECRET.length() - 4)));
    }

    @Test
    void findsItInFilesAcrossChunksAndInNamesAndNamesTheLabelOnly() throws IOException {
        search.assertNowhere(temp, "nothing here");
        byte[] big = new byte[4 * 1024 * 1024 + 100];
        byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(secret, 0, big, 4 * 1024 * 1024 - 15, secret.length);
        Path file = Files.createDirectories(temp.resolve("deep/er")).resolve("data.db-wal");
        Files.write(file, big);
        AssertionError failure =
                assertThrows(AssertionError.class, () -> search.assertNowhere(temp));
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains("github token"), message);
        assertTrue(message.contains("data.db-wal:" + (4 * 1024 * 1024 - 15 + 8)), message);
        assertFalse(message.contains(SECRET.substring(10, 30)), "the message leaks");

        Files.delete(file);
        search.assertNowhere(temp);
        Files.createFile(temp.resolve(HexFormat.of().formatHex(secret)));
        assertThrows(AssertionError.class, () -> search.assertNowhere(temp));
    }

    @Test
    void aSearchThatCannotFailIsRefused() {
        assertThrows(AssertionError.class, () -> new LeakSearch().assertNowhere(temp));
        assertThrows(AssertionError.class, () -> search.assertNowhere(temp.resolve("missing")));
        assertThrows(IllegalArgumentException.class, () -> search.plant("short", "short"));
    }

    private void assertFound(String text) {
        assertThrows(AssertionError.class, () -> search.assertNowhere(temp, "clean", text), text);
    }
}
