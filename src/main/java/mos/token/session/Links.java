package mos.token.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import mos.token.keys.TokenDigest;

/// Sign-in links that wait to be used: digests of their codes, in memory only, so that none
/// survives a restart.
final class Links {
    private static final int MOST = 100;

    /// What a link is worth.
    ///
    /// @param origin who asked for it
    record Waiting(Origin origin, Instant madeAt) {
        private boolean isOf(String tokenId) {
            Behind behind = origin.behind();
            return behind != null && behind.tokenId().equals(tokenId);
        }
    }

    private final Duration lifetime;
    private final Map<TokenDigest, Waiting> waiting = new LinkedHashMap<>();

    Links(Duration lifetime) {
        this.lifetime = lifetime;
    }

    /// Keeps one more; the oldest gives way when there are too many.
    synchronized void add(TokenDigest code, Waiting link) {
        Iterator<TokenDigest> oldest = waiting.keySet().iterator();
        while (waiting.size() >= MOST) {
            oldest.next();
            oldest.remove();
        }
        waiting.put(code, link);
    }

    /// Takes a link, so that nobody can take it again. Age counts in both directions: a clock that
    /// was set back does not make a link live longer.
    synchronized Optional<Waiting> take(TokenDigest code, Instant now) {
        return Optional.ofNullable(waiting.remove(code))
                .filter(link ->
                        Duration.between(link.madeAt(), now).abs().compareTo(lifetime) <= 0);
    }

    synchronized void removeOf(String tokenId) {
        waiting.values().removeIf(link -> link.isOf(tokenId));
    }
}
