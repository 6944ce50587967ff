package mos.token.quota;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;

/// What was read lately of every quota, in memory. Cheap; safe on every thread.
final class Readings {
    /// One quota.
    record Quota(Key key, Recent recent) {}

    /// More than two services, a dozen resources each, and some replaced tokens ever need.
    private static final int MOST = 1_000;

    private final ConcurrentMap<Key, Recent> live = new ConcurrentHashMap<>();

    /// Of tokens that are gone; what was read of them is still to be written.
    private final Queue<Quota> departed = new ConcurrentLinkedQueue<>();

    /// An answer to a token that was removed meanwhile must not bring it back. A few: people enter
    /// tokens by hand.
    private final Set<String> forgotten = ConcurrentHashMap.newKeySet();

    void restore(Map<Key, List<QuotaReading>> kept) {
        kept.forEach((key, readings) -> live.put(key, Recent.restored(readings)));
    }

    void add(Key key, QuotaReading reading) {
        if (key.tokenId() != null && forgotten.contains(key.tokenId())) {
            return;
        }
        if (live.size() < MOST || live.containsKey(key)) {
            live.computeIfAbsent(key, _ -> new Recent(reading)).add(reading);
        }
    }

    Optional<QuotaReading> last(Key key) {
        return Optional.ofNullable(live.get(key)).map(Recent::last);
    }

    /// All quotas of tokens that are not gone and of callers without one, in a steady order.
    List<Quota> live() {
        return live.entrySet().stream()
                .map(entry -> new Quota(entry.getKey(), entry.getValue()))
                .sorted(
                        Comparator.comparing((Quota quota) -> quota.key().service())
                                .thenComparing(quota -> quota.key().resource())
                                .thenComparing(quota -> quota.recent().last().observedAt()))
                .toList();
    }

    /// Those of tokens that went since [#settled].
    List<Quota> departed() {
        return new ArrayList<>(departed);
    }

    /// What was read of these is written.
    void settled(List<Quota> gone) {
        departed.removeAll(gone);
    }

    void forget(String tokenId) {
        forgotten.add(tokenId);
        for (Quota quota : live()) {
            if (tokenId.equals(quota.key().tokenId()) && live.remove(quota.key()) != null) {
                departed.add(quota);
            }
        }
    }
}
