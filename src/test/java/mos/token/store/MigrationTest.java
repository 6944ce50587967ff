package mos.token.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.DriverManager;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an earlier version kept is kept by this one.
class MigrationTest {
    @TempDir Path directory;

    private String schema(String version) {
        String url = "jdbc:sqlite:" + directory.resolve("token.db");
        Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:db/migration")
                .table("schema_version")
                .target(version)
                .load()
                .migrate();
        return url;
    }

    @Test
    void aTokenOfTheFirstSchemaLivesOn() throws Exception {
        String url = schema("1");
        byte[] digest = {1, 2, 3};
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var secret =
                        connection.prepareStatement(
                                "insert into token_secret (key_id, digest, token_id, created_at)"
                                        + " values (7, ?, '1795467058100', 5)")) {
            statement.executeUpdate(
                    "insert into admin_token (id, name, name_key, description, permissions, legacy,"
                            + " active, created_at, deactivated_at) values ('1795467058100', 'CI',"
                            + " 'ci', 'd', '{\"mode\":\"readonly\"}', 1, 0, 5, 6)");
            secret.setBytes(1, digest);
            secret.executeUpdate();
        }
        try (Database database = Database.open(directory, () -> false)) {
            Row token = database.read(q -> q.row("select * from admin_token")).orElseThrow();
            assertEquals(1795467058100L, token.number("id"));
            assertEquals("CI", token.text("name"));
            assertEquals("{\"mode\":\"readonly\"}", token.text("permissions"));
            assertEquals(true, token.truth("legacy"));
            assertEquals(false, token.truth("active"));
            assertEquals(6, token.number("deactivated_at"));
            assertEquals(7, token.number("key_id"));
            assertArrayEquals(digest, token.bytes("digest"));
            assertEquals(5, token.number("secret_created_at"));
            assertEquals(1, token.number("secret"));
        }
    }

    @Test
    void aServiceTokenLivesOnWithItsStates() throws Exception {
        try (var connection = DriverManager.getConnection(schema("3"));
                var statement = connection.createStatement()) {
            statement.execute("pragma foreign_keys = on");
            statement.executeUpdate(
                    "insert into service_token (id, service, sealed, mask, changed_at) values"
                            + " ('t', 'github', x'0102', 'm', 5)");
            statement.executeUpdate(
                    "insert into service_token_state (token_id, host, state, detail, observed_at)"
                            + " values ('t', 'api.github.com', 'refused', 'why', 6)");
        }
        try (Database database = Database.open(directory, () -> false)) {
            Row token = database.read(q -> q.row("select * from service_token")).orElseThrow();
            assertEquals("github", token.text("service"));
            assertEquals(false, token.truth("former"));
            assertArrayEquals(new byte[] {1, 2}, token.bytes("sealed"));
            Row state =
                    database.read(q -> q.row("select * from service_token_state")).orElseThrow();
            assertEquals("refused", state.text("state"));
            assertEquals("why", state.text("detail"));
            database.write(tx -> tx.update("delete from service_token"));
            assertEquals(0, database.read(q -> q.rows("select * from service_token_state")).size());
        }
    }
}
