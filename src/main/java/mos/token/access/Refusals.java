package mos.token.access;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mos.token.net.Cidr;
import mos.token.net.IpAddresses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts refusals and writes one row per key every 30 s: a flood of them cannot fill a disk.
final class Refusals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final int MAX_KEYS = 1_000;
    private static final int SECONDS = 30;

    private record Key(String need, String reason, String tokenId, String network) {}

    private static final Key OVERFLOW = new Key("", "more kinds than are kept apart", "", "");

    private final Consumer<List<AuditLog.Entry>> write;
    private final Map<Key, Long> counts = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("refusals").daemon().factory());

    /// Takes what writes rows, all of one call in one transaction.
    Refusals(Consumer<List<AuditLog.Entry>> write) {
        this.write = write;
        var _ =
                timer.scheduleWithFixedDelay(
                        this::flushQuietly, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    void count(String need, String reason, String tokenId, String address) {
        Key key = new Key(need, reason, tokenId, network(address));
        boolean room = counts.size() < MAX_KEYS || counts.containsKey(key);
        counts.merge(room ? key : OVERFLOW, 1L, Long::sum);
    }

    synchronized void flush() {
        Map<Key, Long> taken = new HashMap<>();
        for (Key key : List.copyOf(counts.keySet())) {
            Long count = counts.remove(key);
            if (count != null) {
                taken.put(key, count);
            }
        }
        if (taken.isEmpty()) {
            return;
        }
        try {
            write.accept(
                    taken.entrySet().stream().map(e -> entry(e.getKey(), e.getValue())).toList());
        } catch (RuntimeException e) {
            taken.forEach((key, count) -> counts.merge(key, count, Long::sum));
            throw e;
        }
    }

    private static AuditLog.Entry entry(Key key, long count) {
        return new AuditLog.Entry(
                "anonymous",
                key.tokenId(),
                "",
                key.network(),
                "refused",
                key.need(),
                key.reason() + ", " + count + " times");
    }

    private void flushQuietly() {
        try {
            flush();
        } catch (RuntimeException e) {
            // The timer must live on; the counts are kept for the next round.
            LOG.warn("refusals could not be written to the audit log: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        flush();
    }

    /// The /24 or /64 of an address: one attacker is one key, not one per port or privacy address.
    private static String network(String address) {
        try {
            InetAddress ip = IpAddresses.parseLiteral(address);
            return Cidr.around(ip, ip.getAddress().length == 4 ? 24 : 64).toString();
        } catch (IllegalArgumentException _) {
            return address;
        }
    }
}
