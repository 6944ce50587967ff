package mos.token.access;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts what may happen often (refusals, repeated reads) and writes one row per kind of entry
/// every 30 s: a flood of them cannot fill a disk.
final class Tally implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tally.class);
    private static final int MAX_KEYS = 1_000;
    private static final int SECONDS = 30;

    private final Consumer<List<AuditLog.Entry>> write;
    private final Map<AuditLog.Entry, Long> counts = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("audit-tally").daemon().factory());

    /// Takes what writes rows, all of one call in one transaction.
    Tally(Consumer<List<AuditLog.Entry>> write) {
        this.write = write;
        var _ =
                timer.scheduleWithFixedDelay(
                        this::flushQuietly, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    void count(AuditLog.Entry entry) {
        add(entry, 1);
    }

    private void add(AuditLog.Entry entry, long times) {
        boolean room = counts.size() < MAX_KEYS || counts.containsKey(entry);
        counts.merge(room ? entry : overflow(entry.action()), times, Long::sum);
    }

    synchronized void flush() {
        Map<AuditLog.Entry, Long> taken = new HashMap<>();
        for (AuditLog.Entry entry : List.copyOf(counts.keySet())) {
            Long count = counts.remove(entry);
            if (count != null) {
                taken.put(entry, count);
            }
        }
        if (taken.isEmpty()) {
            return;
        }
        try {
            write.accept(
                    taken.entrySet().stream().map(e -> e.getKey().times(e.getValue())).toList());
        } catch (RuntimeException e) {
            // As if they came now: a database that is away for hours must not let the map grow.
            taken.forEach(this::add);
            throw e;
        }
    }

    private static AuditLog.Entry overflow(String action) {
        return new AuditLog.Entry(
                "anonymous", "", "", "", action, "", "more kinds than are kept apart");
    }

    private void flushQuietly() {
        try {
            flush();
        } catch (RuntimeException e) {
            // The timer must live on; the counts are kept for the next round.
            LOG.warn("counts could not be written to the audit log: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        flush();
    }
}
