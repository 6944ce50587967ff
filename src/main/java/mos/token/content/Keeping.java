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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Housekeeping: makes the rows agree with the files after a crash, writes last uses every 30 s,
/// and evicts what was not used for the longest time.
final class Keeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);
    private static final Duration FLUSH = Duration.ofSeconds(30);
    private static final int BATCH = 100;

    private final ContentFiles files;
    private final ContentRows rows;
    private final long limit;
    private final ReentrantLock evicting = new ReentrantLock();
    private final LongAdder evictions = new LongAdder();
    private final Thread thread = Thread.ofVirtual().name("content-keeping").unstarted(this::run);

    Keeping(ContentFiles files, ContentRows rows, long limit) {
        this.files = files;
        this.rows = rows;
        this.limit = limit;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            round(() -> {
                reconcile();
                evict();
            });
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(FLUSH);
                round(rows::flush);
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
                rows.add(digest, Files.size(file), written);
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
            long excess = rows.total() - limit;
            if (excess <= 0) {
                return;
            }
            rows.flush();
            List<ContentRows.Sized> candidates = rows.oldest(BATCH);
            while (excess > 0 && !candidates.isEmpty()) {
                long before = excess;
                for (ContentRows.Sized candidate : candidates) {
                    if (excess > 0 && gone(candidate)) {
                        excess -= candidate.size();
                    }
                }
                // All of them are being read: the next new content tries again.
                candidates = excess == before ? List.of() : rows.oldest(BATCH);
            }
        } finally {
            evicting.unlock();
        }
    }

    private boolean gone(ContentRows.Sized content) {
        Digest digest = Digest.parse(content.digest()).orElse(null);
        if (digest != null && !files.delete(digest.hex())) {
            return false;
        }
        rows.remove(content.digest());
        evictions.increment();
        return true;
    }

    /// How many contents went since the start to make room.
    long evictions() {
        return evictions.sum();
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
