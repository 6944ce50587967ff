package mos.token.content;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import mos.token.figure.Figure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Housekeeping: makes the rows agree with the files after a crash, writes last uses every 30 s,
/// and evicts what was not used for the longest time and is not pinned.
final class Keeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);
    private static final Duration FLUSH = Duration.ofSeconds(30);
    private static final int BATCH = 100;

    private final ContentFiles files;
    private final ContentRows rows;
    private final long limit;
    private final Supplier<Set<Digest>> pinned;
    private final Crowding crowding;
    private final ReentrantLock evicting = new ReentrantLock();
    private final LongAdder evictions = new LongAdder();
    private final Thread thread = Thread.ofVirtual().name("content-keeping").unstarted(this::run);

    /// @param pinned what stays, asked anew each time
    Keeping(
            ContentFiles files,
            ContentRows rows,
            long limit,
            Supplier<Set<Digest>> pinned,
            Crowding crowding) {
        this.files = files;
        this.rows = rows;
        this.limit = limit;
        this.pinned = pinned;
        this.crowding = crowding;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            round(this::reconcile);
            evict();
            round(this::judgePins);
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(FLUSH);
                round(() -> {
                    rows.flush();
                    judgePins();
                });
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Round {
        void run() throws IOException;
    }

    /// A disk that fails once may work again 30 s later: one failed round ends nothing.
    private static void round(Round round) {
        try {
            round.run();
        } catch (IOException | RuntimeException e) {
            LOG.error("a round of housekeeping of contents failed", e);
        }
    }

    /// After a crash between a file's move and its row, or a loss of files, both agree again.
    private void reconcile() throws IOException {
        Set<String> known = new HashSet<>(rows.digests());
        files.forEach(file -> {
            Path name = file.getFileName();
            Digest digest = Digest.parse("sha256:" + name).orElse(null);
            if (digest != null && !known.remove(digest.toString())) {
                Instant written = Files.getLastModifiedTime(file).toInstant();
                rows.add(digest, Files.size(file), written, Instant.EPOCH);
            }
        });
        for (String lost : known) {
            if (Digest.parse(lost).filter(digest -> files.exists(digest.hex())).isEmpty()) {
                rows.remove(lost);
            }
        }
    }

    /// Brings the total under the limit, if somebody else is not at it already.
    void evict() {
        if (!evicting.tryLock()) {
            return;
        }
        try {
            round(this::makeRoom);
        } finally {
            evicting.unlock();
        }
    }

    private void makeRoom() {
        long excess = rows.total() - limit;
        if (excess <= 0) {
            return;
        }
        rows.flush();
        Set<Digest> staying = pinned.get();
        ContentRows.Oldest candidates = rows.oldest(ContentRows.Place.START, BATCH);
        while (excess > 0 && !candidates.contents().isEmpty()) {
            for (ContentRows.Sized candidate : candidates.contents()) {
                if (excess > 0 && evicted(candidate, staying)) {
                    excess -= candidate.size();
                }
            }
            // What is left of these is pinned or being read.
            candidates = rows.oldest(candidates.end(), BATCH);
        }
    }

    private boolean evicted(ContentRows.Sized content, Set<Digest> staying) {
        Digest digest = Digest.parse(content.digest()).orElseThrow();
        if (staying.contains(digest) || !drop(digest)) {
            return false;
        }
        evictions.increment();
        return true;
    }

    /// Drops a content unless somebody reads it; says whether it is gone.
    boolean drop(Digest sha256) {
        if (!files.delete(sha256.hex())) {
            return false;
        }
        rows.remove(sha256.toString());
        return true;
    }

    private void judgePins() {
        crowding.judge(rows.bytes(pinned.get()));
    }

    List<Figure> figures() {
        return List.of(
                Figure.Gauge.of("mos_token_content_bytes", "Bytes of kept content", rows::total),
                Figure.Gauge.of(
                        "mos_token_content_limit_bytes",
                        "Bytes of content beyond which the least recently used goes",
                        () -> limit),
                Figure.Gauge.of("mos_token_content_files", "Kept contents", rows::count),
                Figure.Counter.of(
                        "mos_token_content_evictions_total",
                        "Contents that went to make room",
                        evictions::sum));
    }

    /// Writes what is not written yet.
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        rows.flush();
    }
}
