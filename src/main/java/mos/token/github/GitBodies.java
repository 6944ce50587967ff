package mos.token.github;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Reads the bodies of `git-upload-pack` requests. Short ones take no more memory than the head of
/// a request may; of longer ones so many are held at the same time, and the others go through as
/// they come.
final class GitBodies {
    /// Longer ones go through as they come, in bytes.
    static final int LONGEST = 1024 * 1024;

    /// Needs no place, in bytes: what git asks of a repository that it clones is shorter.
    static final int SHORT = 16 * 1024;

    /// How many longer ones are held at the same time.
    static final int PLACES = 32;

    private static final Duration TURN = Duration.ofSeconds(2);

    private final Semaphore places;
    private final Duration turn;

    /// With the usual places, each of which is waited for 2 s.
    GitBodies() {
        this(PLACES, TURN);
    }

    GitBodies(int places, Duration turn) {
        this.places = new Semaphore(places, true);
        this.turn = turn;
    }

    /// Reads what is held; its receiver closes it.
    ///
    /// @param gzip whether it is encoded so
    GitBody read(InputStream in, boolean gzip) throws IOException {
        byte[] begin = in.readNBytes(SHORT + 1);
        if (begin.length <= SHORT) {
            return new GitBody(begin, null, gzip, () -> {});
        }
        if (!enter()) {
            return new GitBody(begin, in, gzip, () -> {});
        }
        boolean read = false;
        try {
            var held = new ByteArrayOutputStream(begin.length);
            held.write(begin);
            held.write(in.readNBytes(LONGEST + 1 - begin.length));
            byte[] all = held.toByteArray();
            read = true;
            return new GitBody(all, all.length > LONGEST ? in : null, gzip, leave());
        } finally {
            if (!read) {
                places.release();
            }
        }
    }

    private boolean enter() {
        try {
            return places.tryAcquire(turn.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Runnable leave() {
        AtomicBoolean left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true)) {
                places.release();
            }
        };
    }
}
