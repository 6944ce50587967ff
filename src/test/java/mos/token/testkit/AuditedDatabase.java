package mos.token.testkit;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import mos.token.access.Access;
import mos.token.keys.Keys;
import mos.token.store.Database;

/// A real database with its keys and audit log, and no feature on it.
public final class AuditedDatabase implements AutoCloseable {
    public final Database database;
    public final Keys keys;
    public final Access access;

    /// Opens what is in `directory`, or begins there.
    public AuditedDatabase(Path directory, Clock clock) {
        database = Database.open(directory, () -> false);
        keys = Keys.open(database, directory.resolve("master.key"), new SecureRandom(), clock);
        access = new Access(database, keys, clock);
    }

    @Override
    public void close() {
        access.close();
        database.close();
    }
}
