package mos.token.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.Image;
import mos.token.testkit.TestApp;

/// The product in front of a GitHub and a Docker Hub, with ways to use quotas and to fill the
/// cache.
final class UsageHouse implements AutoCloseable {
    static final String GITHUB = "gh" + "p_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";
    static final String HUB = "dckr_" + "pat_" + "q7W8e9R1t2Y3u4I5o6P7a8S9d0F";
    private static final String VALIDATE = "/api/v1/mos/validatetokens";
    private static final Duration DAY = Duration.ofDays(1);

    final FakeGitHub github = FakeGitHub.forGateway().classicToken("alice", GITHUB, "");
    final FakeDockerHub hub = FakeDockerHub.forGateway().account("alice", HUB, "repo:public_read");
    final TestApp app;
    private int asked;

    UsageHouse(Path directory) {
        hub.content().pushImage("ratelimitpreview/test", "latest", new byte[] {1});
        github.repository("octo/pub").file("README.md", "hello");
        TestApp.Setup setup = TestApp.in(directory);
        Upstreams.of(github.upstreams(), hub.upstreams()).forEach(setup::upstream);
        app = setup.start();
    }

    /// Both tokens, and the quotas with them and without.
    void tokens() {
        github.resetAt(app.clock().instant().plus(Duration.ofMinutes(50)));
        app.local("GET", VALIDATE);
        app.clock().move(Duration.ofMinutes(2));
        app.storeServiceTokens(
                "{\"github\":\"%s\",\"dockerhub\":\"alice:%s\"}".formatted(GITHUB, HUB));
        app.local("GET", VALIDATE);
    }

    /// Asks for what is not there, and so costs each time.
    void spend(int requests) {
        for (int i = 0; i < requests; i++) {
            String path = "/api.github.com/repos/octo/pub/contents/none" + asked++;
            assertEquals(404, get(path));
        }
    }

    /// The same, a few each minute, so that there is a forecast.
    void spendFor(Duration time, int perMinute) {
        for (int i = 0; i < time.toMinutes(); i++) {
            spend(perMinute);
            app.clock().move(Duration.ofMinutes(1));
        }
    }

    /// The last of both tokens' quotas.
    void useUp() {
        spend(1); // and learns that the repository is public
        github.limit("alice", github.used("alice") + 1);
        spend(1);
        hub.limit("alice", hub.pulls("alice") + 1);
        pull("library/last", "1", 10_000);
    }

    private int get(String path) {
        URI url = app.gateway().resolve(path);
        return app.ask("GET", url, null, null).statusCode();
    }

    /// Pushes an image of that size and pulls it.
    void pull(String repository, String tag, int bytes) {
        byte[] layer = new byte[bytes];
        new java.util.Random(repository.hashCode()).nextBytes(layer);
        Image image = hub.content().pushImage(repository, tag, layer);
        String base = "/v2/" + repository;
        assertEquals(200, get(base + "/manifests/" + tag));
        assertEquals(200, get(base + "/blobs/" + image.config()));
        image.parts().forEach(part -> assertEquals(200, get(base + "/blobs/" + part)));
    }

    /// As if quotas had been read for a day: full at each hour, and down to `least` percent.
    void day(String service, String resource, boolean token, long limit, int least) {
        Instant begin = app.clock().instant().minus(DAY);
        change(connection -> {
            try (PreparedStatement insert =
                    connection.prepareStatement(
                            "insert or ignore into quota_sample (service, resource, token_id,"
                                    + " minute, observed_at, granted, remaining)"
                                    + " values (?, ?, ?, ?, ?, ?, ?)")) {
                for (int minute = 5; minute < DAY.toMinutes() - 10; minute += 5) {
                    Instant at = begin.plus(Duration.ofMinutes(minute));
                    insert.setString(1, service);
                    insert.setString(2, resource);
                    insert.setString(3, token ? "earlier" : "");
                    insert.setLong(4, at.getEpochSecond() / 60);
                    insert.setLong(5, at.toEpochMilli());
                    insert.setLong(6, limit);
                    long used = limit * (100 - least) / 100 * (minute % 60) / 55;
                    insert.setLong(7, limit - used * (minute / 60 + 6) / 30);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        });
    }

    /// What a hostile upstream or client might have left in the database.
    void rename(String table, String column, String from, String to) {
        change(connection -> {
            String sql = "update %s set %s = replace(%s, ?, ?)".formatted(table, column, column);
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                update.setString(1, from);
                update.setString(2, to);
                update.executeUpdate();
            }
        });
    }

    @FunctionalInterface
    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    private void change(Work work) {
        String file = "jdbc:sqlite:" + app.data().resolve("token.db");
        try (Connection connection = DriverManager.getConnection(file)) {
            try (Statement patience = connection.createStatement()) {
                patience.execute("pragma busy_timeout = 5000");
            }
            work.on(connection);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try (FakeGitHub _ = github;
                FakeDockerHub _ = hub;
                TestApp _ = app) {}
    }
}
