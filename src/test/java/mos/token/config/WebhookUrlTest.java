package mos.token.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The one setting that may be a secret.
class WebhookUrlTest {
    @TempDir Path home;

    /// Path and query may be all that is needed to post there.
    @Test
    void theWebhooksUrlIsNotShown() throws Exception {
        String secret = "W3BH00K-in-the-path";
        for (String url :
                List.of("https://hook.example:8443/" + secret, "http://h.example?k=" + secret)) {
            String file = "[notify]\nwebhook = \"%s\"\n".formatted(url);
            Configured.Ready ready = assertInstanceOf(Configured.Ready.class, read(file));
            assertEquals(URI.create(url), ready.config().delivery().webhook());
            assertFalse(ready.dump().contains(secret), ready.dump());
            assertFalse(ready.config().toString().contains(secret));
            // What is shown is not taken for the URL when it is read again.
            Configured.Wrong masked = assertInstanceOf(Configured.Wrong.class, read(ready.dump()));
            assertTrue(masked.problems().getFirst().contains("write the whole URL"));
        }
        Configured.Ready bare =
                assertInstanceOf(
                        Configured.Ready.class,
                        read("[notify]\nwebhook = \"https://hook.example/\"\n"));
        assertTrue(bare.dump().contains("webhook = \"https://hook.example/\""), bare.dump());
    }

    @Test
    void theWebhooksUrlCanStandInAFileOfItsOwn() throws Exception {
        Path file = home.resolve("hook.url");
        Files.writeString(file, "https://hook.example/W3BH00K\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        String named = "[notify]\nwebhook-file = \"%s\"\n".formatted(file);
        Configured.Ready ready = assertInstanceOf(Configured.Ready.class, read(named));
        assertEquals(
                URI.create("https://hook.example/W3BH00K"), ready.config().delivery().webhook());
        assertFalse(ready.dump().contains("W3BH00K"), ready.dump());
        assertTrue(ready.dump().contains(file.toString()), ready.dump());

        assertProblem("keep one of the two", named + "webhook = \"https://other.example/\"\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertProblem("is open to others: run chmod 600 " + file, named);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "none");
        assertProblem("holds no URL", named);
        Files.writeString(file, "W3BH00K");
        assertProblem("it is not the URL of a web server", named);
        Files.writeString(file, "https://hook.example/" + "W3BH00K".repeat(600));
        assertProblem("holds more than 4096 bytes", named);
        Files.delete(file);
        assertProblem("cannot be read (NoSuchFileException)", named);
    }

    private void assertProblem(String part, String file) throws Exception {
        Configured.Wrong wrong = assertInstanceOf(Configured.Wrong.class, read(file));
        assertEquals(1, wrong.problems().size(), wrong.problems()::toString);
        assertTrue(wrong.problems().getFirst().contains(part), wrong.problems()::toString);
        assertFalse(wrong.problems().getFirst().contains("W3BH00K"));
    }

    private Configured read(String toml) throws Exception {
        Path file = Files.writeString(home.resolve("mos-token.toml"), toml);
        return new ConfigReader(Map.of(), home).read(Map.of(), file);
    }
}
