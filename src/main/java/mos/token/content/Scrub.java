package mos.token.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import mos.token.figure.Figure;
import mos.token.notify.NewNotice;
import mos.token.notify.Notices;
import mos.token.notify.Severity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what is kept again and compares it with its digest, slowly and only while nothing is being
/// downloaded. A disk that lies is found here; what is damaged is dropped, and comes anew from its
/// upstream when somebody asks.
final class Scrub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scrub.class);
    private static final int CHUNK = 256 * 1024;

    /// After each chunk: no more than 20 MiB/s are read.
    private static final Duration PAUSE = Duration.ofNanos(1_000_000_000L * CHUNK / (20 << 20));

    private static final Duration BUSY = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final ContentFiles files;
    private final OpenFiles open;
    private final ContentRows rows;
    private final Notices notices;
    private final Duration period;
    private final Clock clock;
    private final BooleanSupplier busy;
    private final LongAdder scrubbed = new LongAdder();
    private final LongAdder corrupt = new LongAdder();
    private final Thread thread = Thread.ofVirtual().name("content-scrub").unstarted(this::run);

    /// @param period how often each content is read; zero for never
    /// @param busy whether something more urgent uses disk and network
    Scrub(
            ContentFiles files,
            OpenFiles open,
            ContentRows rows,
            Notices notices,
            Duration period,
            Clock clock,
            BooleanSupplier busy) {
        this.files = files;
        this.open = open;
        this.rows = rows;
        this.notices = notices;
        this.period = period;
        this.clock = clock;
        this.busy = busy;
    }

    void start() {
        if (!period.isZero()) {
            thread.start();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (!next()) {
                    Thread.sleep(IDLE);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Checks what is due first; says whether something was.
    private boolean next() throws InterruptedException {
        try {
            Optional<ContentRows.Sized> due = rows.unchecked(clock.instant().minus(period));
            if (due.isPresent()) {
                check(due.get());
            }
            return due.isPresent();
        } catch (ClosedByInterruptException _) {
            throw new InterruptedException();
        } catch (IOException | RuntimeException e) {
            LOG.error("a kept content could not be checked", e);
            return false; // the same again, later
        }
    }

    private void check(ContentRows.Sized content) throws IOException, InterruptedException {
        Digest digest = Digest.parse(content.digest()).orElseThrow();
        Optional<StoredContent> stored = files.open(digest.hex());
        if (stored.isEmpty()) {
            rows.remove(content.digest());
            return;
        }
        boolean right;
        try (StoredContent open = stored.get()) {
            right = open.size() == content.size() && isRight(open.file(), digest);
        }
        scrubbed.increment();
        if (right) {
            rows.checked(content.digest(), clock.instant());
        } else {
            drop(digest);
        }
    }

    private boolean isRight(FileChannel file, Digest digest)
            throws ClosedByInterruptException, InterruptedException {
        MessageDigest hash = digest.algorithm().hash();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        try {
            while (file.read(chunk) >= 0) {
                hash.update(chunk.flip());
                chunk.clear();
                Thread.sleep(PAUSE);
                while (busy.getAsBoolean()) {
                    Thread.sleep(BUSY);
                }
            }
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException _) {
            return false; // unreadable for us is unreadable for clients
        }
        return Digest.end(digest.algorithm(), hash.digest()).equals(digest);
    }

    private void drop(Digest digest) throws IOException {
        // The row first: one that a new download adds must stay.
        rows.remove(digest.toString());
        files.unlink(digest.hex());
        open.letGo(digest);
        corrupt.increment();
        LOG.error("{} was damaged on the disk and is dropped", digest);
        notices.raise(
                new NewNotice(
                        "content.corrupt",
                        "content.corrupt",
                        Severity.WARNING,
                        "Kept content was damaged on the disk",
                        digest
                                + " is not any more what was written. It was dropped and comes anew"
                                + " from its registry or GitHub. Look at the health of the disk.",
                        ""));
    }

    List<Figure> figures() {
        return List.of(
                Figure.Counter.of(
                        "mos_token_content_scrubbed_total",
                        "Kept contents that were read again and compared with their digest",
                        scrubbed::sum),
                Figure.Counter.of(
                        "mos_token_content_corrupt_total",
                        "Kept contents that were found damaged and dropped",
                        corrupt::sum));
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
