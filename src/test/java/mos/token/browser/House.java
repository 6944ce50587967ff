package mos.token.browser;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Consumer;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Change;
import mos.token.access.Resource;
import mos.token.config.Config;
import mos.token.keys.Keys;
import mos.token.notify.NewNotice;
import mos.token.notify.Notices;
import mos.token.notify.Severity;
import mos.token.store.Database;
import mos.token.testkit.TestApp;

/// The data of a running product, opened beside it: raises notices and writes audit rows as the
/// features do.
final class House implements AutoCloseable {
    private final Database database;
    private final Access access;
    private final Notices notices;

    /// @param directory where the product was started
    House(TestApp app, Path directory) {
        Clock clock = app.clock();
        database = Database.open(app.data(), () -> false);
        Keys keys =
                Keys.open(
                        database,
                        directory.resolve("config").resolve("master.key"),
                        new SecureRandom(),
                        clock);
        access = new Access(database, keys, clock);
        notices = new Notices(database, access, Config.Delivery.NONE, clock);
    }

    /// Raises a notice of a condition that its kind and subject name.
    void raise(String kind, Severity severity, String title, String message, String subject) {
        notices.raise(
                new NewNotice(
                        kind + ":" + (subject.isEmpty() ? "all" : subject),
                        kind,
                        severity,
                        title,
                        message,
                        subject));
    }

    /// Removes every notice.
    void settleAll() {
        tamper("delete from notice");
    }

    /// Audits something that a caller did.
    void audit(Caller caller, String action, Consumer<Change> rows) {
        access.change(
                caller,
                Resource.AUTH,
                action,
                change -> {
                    rows.accept(change);
                    return action;
                });
    }

    /// Audits a refusal now.
    void refuse(String need, String reason, String tokenId, String address) {
        access.refused(need, reason, tokenId, address);
        access.flush();
    }

    /// Changes the data as only somebody can who has the file.
    void tamper(String sql) {
        database.write(tx -> tx.update(sql));
    }

    @Override
    public void close() {
        notices.close();
        access.close();
        database.close();
    }
}
