package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import mos.token.config.Config;
import mos.token.testkit.Eventually;
import mos.token.testkit.Image;
import mos.token.testkit.Layers;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;

/// A disk that does not keep what was written.
class ScrubFlowTest extends CacheFlow {
    private static final Duration WEEK = Duration.ofDays(7);

    private Path file(String digest) {
        String hex = digest.substring("sha256:".length());
        return app.data().resolve("content/sha256").resolve(hex.substring(0, 2)).resolve(hex);
    }

    private void scrubbed(int contents) {
        Eventually.within(
                SOON,
                "the scrub of " + contents,
                () -> figure("mos_token_content_scrubbed_total") >= contents);
    }

    @Test
    void whatTheDiskDamagedComesAnew() throws IOException {
        Image image =
                hub.content()
                        .pushImage(
                                "library/x",
                                "1",
                                Layers.random("flipped", 700_000, 1),
                                Layers.random("cut", 700_000, 2));
        pull(image);
        Path flipped = file(image.parts().get(0));
        byte[] bytes = Files.readAllBytes(flipped);
        bytes[300_000] ^= 4;
        Files.write(flipped, bytes);
        Path cut = file(image.parts().get(1));
        Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 600_000));

        app.clock().move(WEEK);
        app.restart(); // whose first look is at once
        scrubbed(4);
        assertEquals(2, figure("mos_token_content_corrupt_total"));
        assertFalse(Files.exists(flipped));
        assertFalse(Files.exists(cut));
        var notice = TestApp.json(app.local("GET", "/api/v1/notices?kind=content.corrupt"));
        assertEquals(1, notice.size());
        assertEquals(2, notice.at("/0/times").asInt());
        forgetRequests();
        pull(image);
        assertEquals(2, hub.cdn().requests().size(), "more or less than the damaged came anew");

        app.restart();
        scrubbed(0);
        assertEquals(0, figure("mos_token_content_corrupt_total"));
        assertEquals(0, figure("mos_token_content_scrubbed_total"), "checked before its time");
    }

    @Test
    void whatAKillLeftWithoutARowIsCheckedAndCounted() throws IOException, SQLException {
        Image good = hub.content().pushImage("library/x", "1", Layers.random("a", 300_000, 1));
        Image bad = hub.content().pushImage("library/y", "1", Layers.random("b", 300_000, 2));
        pull(good);
        pull(bad);
        long before = api(200, "GET", "").path("bytes").asLong();
        Path damaged = file(bad.parts().getFirst());
        app.close();
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + app.data().resolve("token.db"));
                var statement = connection.createStatement()) {
            assertEquals(6, statement.executeUpdate("delete from content"));
        }
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[7] ^= 1;
        Files.write(damaged, bytes);
        app = app(Config.Gateway.DEFAULT.contentBytes());
        // Found by the housekeeping, perhaps only after the scrub's first look.
        Eventually.within(SOON, () -> api(200, "GET", "").path("contents").asInt() >= 5);
        app.restart();
        Eventually.within(SOON, "the damage", () -> !Files.exists(damaged));
        forgetRequests();
        pull(good);
        assertEquals(0, requests());
        pull(bad);
        assertEquals(before, api(200, "GET", "").path("bytes").asLong());
        assertTrue(Files.exists(damaged));
    }
}
