package mos.token.github;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Reads the bodies of `git-upload-pack` requests. Short ones take no more memory than the head of
/// a request may; of longer ones so many are held at the same time, and the others go through as
/// they come.
final class GitBodies {
    /// The client sent what is held too slowly.
    static final class TooSlow extends IOException {
        TooSlow() {
            super("the request of git came too slowly");
        }
    }

    /// Longer ones go through as they come, in bytes.
    static final int LONGEST = 1024 * 1024;

    /// Needs no place, in bytes: what git asks of a repository that it clones is shorter.
    static final int SHORT = 16 * 1024;

    /// How many longer ones are held at the same time.
    static final int PLACES = 32;

    /// How long one that has a place may take to come: 1 MiB at 35 KiB a second. Else a few clients
    /// that send a byte now and then would have all places.
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration TURN = Duration.ofSeconds(2);

    private final Semaphore places;
    private final Duration turn;
    private final InstantSource clock;

    /// With the usual places, each of which is waited for 2 s.
    GitBodies(InstantSource clock) {
        this(PLACES, TURN, clock);
    }

    GitBodies(int places, Duration turn, InstantSource clock) {
        this.places = new Semaphore(places, true);
        this.turn = turn;
        this.clock = clock;
    }

    /// Reads what is held; its receiver closes it.
    ///
    /// @param gzip whether it is encoded so
    /// @throws TooSlow when it has a place, and more of it comes after [#PATIENCE]
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
            byte[] all = held(begin, in);
            read = true;
            return new GitBody(all, all.length > LONGEST ? in : null, gzip, leave());
        } finally {
            if (!read) {
                places.release();
            }
        }
    }

    private byte[] held(byte[] begin, InputStream in) throws IOException {
        Instant since = clock.instant();
        var held = new ByteArrayOutputStream(begin.length);
        held.write(begin);
        byte[] piece = new byte[SHORT];
        while (held.size() <= LONGEST) {
            int read = in.read(piece, 0, Math.min(piece.length, LONGEST + 1 - held.size()));
            if (read < 0) {
                break;
            }
            held.write(piece, 0, read);
            Duration taken = Duration.between(since, clock.instant());
            // A clock that was set back would give it the time in between, too.
            if (taken.isNegative() || taken.compareTo(PATIENCE) > 0) {
                throw new TooSlow();
            }
        }
        return held.toByteArray();
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
