package mos.token.content;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the disk has room for one more content. When it has none, contents are served without
/// being kept, and one log line says so until there is room again.
final class Room {
    private static final Logger LOG = LoggerFactory.getLogger(Room.class);

    /// Left free for the database and everybody else on that disk: 64 MiB.
    private static final long RESERVE = 64L << 20;

    /// What a content of unknown length may need: 1 GiB.
    private static final long UNKNOWN = 1L << 30;

    /// Asks the file system for its free bytes.
    interface Space {
        long usable(ContentFiles files) throws IOException;
    }

    private final ContentFiles files;
    private final long limit;
    private final Space space;
    private final AtomicLong promised = new AtomicLong();
    private final AtomicBoolean complained = new AtomicBoolean();

    Room(ContentFiles files, long limit, Space space) {
        this.files = files;
        this.limit = limit;
        this.space = space;
    }

    /// Takes room for a content of `length` bytes (-1: unknown); false when there is none.
    boolean enter(long length) {
        if (length > limit) {
            return false;
        }
        long needed = length < 0 ? Math.min(UNKNOWN, limit) : length;
        try {
            if (space.usable(files) - promised.get() < needed + RESERVE) {
                complain(new IOException("the disk is full"));
                return false;
            }
        } catch (IOException e) {
            complain(e);
            return false;
        }
        complained.set(false);
        promised.addAndGet(Math.max(0, length));
        return true;
    }

    /// Gives room back, whether it was used or not.
    void leave(long length) {
        promised.addAndGet(-Math.max(0, length));
    }

    /// Says once that contents are not kept.
    void complain(IOException why) {
        if (complained.compareAndSet(false, true)) {
            LOG.warn(
                    "contents are served without being kept: {}. Free some space, or lower the"
                            + " content limit",
                    why.getMessage());
        }
    }
}
