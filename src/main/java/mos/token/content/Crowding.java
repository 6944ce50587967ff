package mos.token.content;

import mos.token.notify.NewNotice;
import mos.token.notify.Notices;
import mos.token.notify.Severity;
import mos.token.store.Database;
import org.jspecify.annotations.Nullable;

/// Tells a person when what is pinned leaves too little room for everything else, and takes it back
/// when it leaves enough again. Its one thread is that of [Keeping].
final class Crowding {
    private static final String KEY = "content.pinned";
    private static final long MIB = 1L << 20;

    private final Database database;
    private final Notices notices;
    private final long most;

    /// What was told last; null before the first look, which must not count what an earlier process
    /// told.
    private @Nullable Boolean told;

    /// @param most bytes that may be pinned
    Crowding(Database database, Notices notices, long most) {
        this.database = database;
        this.notices = notices;
        this.most = most;
    }

    void judge(long pinnedBytes) {
        boolean crowded = pinnedBytes > most;
        if (told != null && told == crowded) {
            return;
        }
        database.write(tx -> {
            if (crowded) {
                notices.raise(tx, notice(pinnedBytes));
            } else {
                notices.settle(tx, KEY);
            }
            return crowded;
        });
        told = crowded;
    }

    private NewNotice notice(long pinnedBytes) {
        return new NewNotice(
                KEY,
                KEY,
                Severity.WARNING,
                "Pinned images fill the cache",
                ("%d MiB are pinned. Beyond %d MiB they leave too little room for others, which go"
                                + " soon after they came. Unpin an image, or raise"
                                + " gateway.content-bytes.")
                        .formatted(pinnedBytes / MIB, most / MIB),
                "");
    }
}
