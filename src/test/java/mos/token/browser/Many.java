package mos.token.browser;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import mos.token.store.Database;

/// Puts many tokens where no server runs: nobody has their secrets.
final class Many {
    private static final int DIGEST_BYTES = 32;

    private Many() {}

    /// `updater 0` and so on, made one after the other.
    static void tokens(Path directory, int count) throws Exception {
        long before = System.currentTimeMillis() - count;
        try (Database database = Database.open(directory, () -> false)) {
            database.write(tx -> {
                for (int i = 0; i < count; i++) {
                    String name = "updater " + i;
                    tx.update(
                            "insert into admin_token (id, name, name_key, description, permissions,"
                                    + " created_at, key_id, digest, secret_created_at)"
                                    + " values (?, ?, ?, '', '{\"mode\":\"readonly\"}', ?, 1, ?, ?)",
                            before + i,
                            name,
                            name,
                            before + i,
                            ByteBuffer.allocate(DIGEST_BYTES).putInt(i).array(),
                            before + i);
                }
                return null;
            });
        }
    }
}
