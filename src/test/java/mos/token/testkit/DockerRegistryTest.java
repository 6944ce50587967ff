package mos.token.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerRegistryTest {
    @TempDir private Path temp;

    @Test
    void skopeoPullsWhatWasPushed() throws IOException {
        try (DockerRegistry registry = DockerRegistry.open();
                Skopeo skopeo = new Skopeo()) {
            Image image =
                    registry.pushImage("library/x", "1", Layers.file("hello", "hello, world"));
            Path into = temp.resolve("x");
            skopeo.pull(registry.authority() + "/library/x:1", into).ok();
            assertEquals(
                    image.digest(),
                    Layers.sha256(Files.readAllBytes(into.resolve("manifest.json"))));
            assertTrue(
                    Files.exists(
                            into.resolve(image.parts().getFirst().substring("sha256:".length()))));
        }
    }

    @Test
    void skopeoPullsAnIndexInBothFormats() {
        try (DockerRegistry registry = DockerRegistry.open();
                Skopeo skopeo = new Skopeo()) {
            for (DockerRegistry.Format format : DockerRegistry.Format.values()) {
                Image index = registry.pushIndex(format, "multi", format.name(), "some content");
                String name = registry.authority() + "/multi:" + format.name();
                skopeo.pullAll(name, temp.resolve(format.name())).ok();
                String raw = skopeo.inspect(name).ok().out();
                assertTrue(raw.contains(index.parts().getLast()), raw);
            }
        }
    }

    @Test
    void aPasswordIsAskedFor() {
        String secret = "correct horse " + "battery";
        try (DockerRegistry registry = DockerRegistry.withPassword("alice", secret);
                Skopeo skopeo = new Skopeo()) {
            registry.pushImage("private/x", "1", Layers.file("a", "b"));
            String name = registry.authority() + "/private/x:1";
            assertNotEquals(0, skopeo.pull(name, temp.resolve("no")).exit());
            skopeo.login(registry.authority(), "alice", secret);
            skopeo.pull(name, temp.resolve("yes")).ok();
        }
    }
}
