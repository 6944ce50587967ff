package mos.token.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings the schema up to date. Flyway costs a third of a second to start, so it is only woken
/// when the newest applied version is not [#CURRENT].
final class Schema {
    /// The version of the newest script in `db/migration`; a test compares.
    static final String CURRENT = "9";

    private Schema() {}

    static void migrate(DataSource source) {
        if (CURRENT.equals(applied(source))) {
            return;
        }
        try {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:db/migration")
                    .table("schema_version")
                    // By default Flyway shrugs at scripts that only a newer program has.
                    .ignoreMigrationPatterns(new String[0])
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new SchemaProblem(
                    "the database's schema is newer than this program or was changed: "
                            + "start the newer version, or restore a backup ("
                            + firstLine(e)
                            + ")");
        }
    }

    private static String applied(DataSource source) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet exists =
                    statement.executeQuery(
                            "select 1 from sqlite_master where type = 'table' and name = 'schema_version'")) {
                if (!exists.next()) {
                    return "";
                }
            }
            try (ResultSet version =
                    statement.executeQuery(
                            "select version from schema_version where success = 1"
                                    + " order by installed_rank desc limit 1")) {
                return version.next() ? version.getString(1) : "";
            }
        } catch (SQLException e) {
            throw new SchemaProblem(
                    "the database cannot be read: restore a backup, or move token.db away ("
                            + firstLine(e)
                            + ")");
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
