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

/// Remembers looks, so that a service is asked once however many ask us, and a token that it
/// refused twice is not tried again until it is edited: repeated bad log-ins lock accounts.
final class Looks {
    private static final Duration FRESH = Duration.ofSeconds(60);
    private static final int MOST_REFUSALS = 2;

    /// @param tokenId the token that was looked at, or null for none
    /// @param refusals how often the service refused this token in looks
    private record Kept(@Nullable String tokenId, Look look, int refusals) {}

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
            boolean same = kept != null && Objects.equals(kept.tokenId(), tokenId);
            if (kept != null && same && mayStand(kept)) {
                return kept.look();
            }
            Look look = asking.get();
            int before = kept != null && same ? kept.refusals() : 0;
            int refusals = look.state() instanceof State.Refused ? before + 1 : 0;
            last.put(service, new Kept(tokenId, look, refusals));
            return look;
        } finally {
            turn.unlock();
        }
    }

    private boolean mayStand(Kept kept) {
        Instant now = clock.instant();
        Instant at = kept.look().at();
        boolean fresh = !now.isBefore(at) && now.isBefore(at.plus(FRESH));
        return fresh || kept.refusals() >= MOST_REFUSALS;
    }
}
