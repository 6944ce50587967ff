package mos.token.servicetoken;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Remembers looks, so that a service is asked once however many ask us.
final class Looks {
    private static final Duration FRESH = Duration.ofSeconds(60);

    /// @param tokenId the token that was looked at, or null for none
    private record Kept(@Nullable String tokenId, Look look) {}

    private final Map<Service, ReentrantLock> turns = new EnumMap<>(Service.class);
    private final ConcurrentMap<Service, Kept> last = new ConcurrentHashMap<>();
    private final Clock clock;

    Looks(Clock clock) {
        this.clock = clock;
        for (Service service : Service.values()) {
            turns.put(service, new ReentrantLock(true));
        }
    }

    /// The last look when it may not be repeated yet, else a new one; waits for one in progress.
    Look at(Service service, @Nullable String tokenId, Supplier<Look> asking) {
        ReentrantLock turn = Objects.requireNonNull(turns.get(service));
        turn.lock();
        try {
            @Nullable Kept kept = last.get(service);
            if (kept != null && Objects.equals(kept.tokenId(), tokenId) && isFresh(kept.look())) {
                return kept.look();
            }
            Look look = asking.get();
            last.put(service, new Kept(tokenId, look));
            return look;
        } finally {
            turn.unlock();
        }
    }

    private boolean isFresh(Look look) {
        Instant now = clock.instant();
        return !now.isBefore(look.at()) && now.isBefore(look.at().plus(FRESH));
    }
}
