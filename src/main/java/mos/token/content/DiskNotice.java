package mos.token.content;

import java.util.concurrent.atomic.AtomicReference;
import mos.token.notify.NewNotice;
import mos.token.notify.Notices;
import mos.token.notify.Severity;
import mos.token.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells once that contents are not kept, in the log and by a notice, and takes that back when one
/// is kept again.
final class DiskNotice {
    private static final Logger LOG = LoggerFactory.getLogger(DiskNotice.class);
    private static final String KIND = "content.disk-full";

    private final Database database;
    private final Notices notices;

    private final AtomicReference<State> state = new AtomicReference<>(State.UNKNOWN);

    private enum State {
        /// An earlier process may have told.
        UNKNOWN,
        TOLD,
        SETTLED
    }

    DiskNotice(Database database, Notices notices) {
        this.database = database;
        this.notices = notices;
    }

    /// Contents are not kept.
    ///
    /// @param why without a path or anything that a stranger wrote
    void raise(String why) {
        if (state.getAndSet(State.TOLD) == State.TOLD) {
            return;
        }
        String sentence =
                "contents are served without being kept: "
                        + why
                        + ". Free some space, or lower the content limit";
        LOG.warn("{}", sentence);
        tried(() ->
                notices.raise(
                        new NewNotice(
                                KIND,
                                KIND,
                                Severity.WARNING,
                                "The gateway keeps nothing: its disk is full",
                                sentence + ".",
                                "")));
    }

    /// One was kept.
    void settle() {
        if (state.getAndSet(State.SETTLED) != State.SETTLED) {
            tried(() ->
                    database.write(tx -> {
                        notices.settle(tx, KIND);
                        return tx;
                    }));
        }
    }

    /// The database is on that disk, most likely: that it takes no notice must not stop a pull.
    private static void tried(Runnable write) {
        try {
            write.run();
        } catch (RuntimeException e) {
            LOG.warn("the notice {} could not be written: {}", KIND, e.toString());
        }
    }
}
