package mos.token.github;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import mos.token.door.Freshness;

/// What GitHub says is not there. In memory only: names that anybody can make up must not fill the
/// database.
final class Missing {
    /// A 404 may mean "not yet", and hides what a token may not see: believed for a minute at most.
    private static final Duration BELIEVED = Duration.ofSeconds(60);

    private static final int LARGEST = 16 * 1024;

    private record Seen(Asked.Other answer, Instant checked) {}

    private final Freshness freshness;
    private final Cache<String, Seen> seen = Caffeine.newBuilder().maximumSize(2_000).build();

    Missing(Freshness freshness) {
        this.freshness = freshness;
    }

    /// The answer that says so, while it is believed.
    Optional<Asked.Other> find(String key) {
        return Optional.ofNullable(seen.getIfPresent(key))
                .filter(s ->
                        freshness.isFresh(s.checked())
                                && freshness.now().isBefore(s.checked().plus(BELIEVED)))
                .map(Seen::answer);
    }

    /// Takes note of an answer; says whether it means that nothing is there.
    boolean note(String key, Asked.Other answer) {
        boolean gone = answer.status() == 404 || answer.status() == 410 || answer.status() == 451;
        if (gone && answer.body().length <= LARGEST) {
            seen.put(key, new Seen(answer, freshness.now()));
        }
        return gone;
    }

    /// It is there.
    void forget(String key) {
        seen.invalidate(key);
    }
}
