package mos.token.content;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Whether the disk has room for one more content. When it has none, contents are served without
/// being kept, and a person is told, until there is room again.
final class Room {
    /// Left free for the database and everybody else on that disk: 64 MiB.
    private static final long RESERVE = 64L << 20;

    /// What a content of unknown length may need: 1 GiB.
    private static final long UNKNOWN = 1L << 30;

    /// How long nothing is kept after the disk refused to take something: what it says of its free
    /// space may not be true for us (quotas, other writers).
    private static final Duration REST = Duration.ofMinutes(1);

    private final ContentFiles files;
    private final long limit;
    private final DiskNotice notice;
    private final Clock clock;
    private final AtomicLong promised = new AtomicLong();
    private final AtomicReference<Instant> closedUntil = new AtomicReference<>(Instant.MIN);

    Room(ContentFiles files, long limit, DiskNotice notice, Clock clock) {
        this.files = files;
        this.limit = limit;
        this.notice = notice;
        this.clock = clock;
    }

    /// Takes room for a content of `length` bytes (-1: unknown); false when there is none.
    boolean enter(long length) {
        if (length > limit || clock.instant().isBefore(closedUntil.get())) {
            return false;
        }
        long needed = length < 0 ? Math.min(UNKNOWN, limit) : length;
        try {
            if (files.usableSpace() - promised.get() < needed + RESERVE) {
                notice.raise("the disk is full");
                return false;
            }
        } catch (IOException e) {
            notice.raise(String.valueOf(e.getMessage()));
            return false;
        }
        promised.addAndGet(Math.max(0, length));
        return true;
    }

    /// Gives room back, whether it was used or not.
    void leave(long length) {
        promised.addAndGet(-Math.max(0, length));
    }

    /// The disk took a content.
    void took() {
        notice.settle();
    }

    /// The disk did not take one.
    void refused(IOException why) {
        closedUntil.set(clock.instant().plus(REST));
        notice.raise(String.valueOf(why.getMessage()));
    }
}
