package mos.token.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mos.token.access.Caller;
import mos.token.admintoken.AdminTokens;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// The texts of admin tokens that were made a moment ago, for MOS's page: it does not look at the
/// answer to a creation, but for the token in the list that it asks for next. The session that made
/// one may take it once, within five minutes. Only in memory, and overwritten when it is not taken,
/// or when the token gets another secret, ends, or may do less before.
public final class FreshTokens implements AutoCloseable {
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MOST = 100;

    /// @param session of whoever made it
    private record Place(String session, String tokenId) {}

    private final @Nullable Cache<Place, SecretText> kept;

    /// @param enabled whether any are kept at all
    public FreshTokens(boolean enabled, AdminTokens adminTokens, Clock clock) {
        kept =
                enabled
                        ? Caffeine.newBuilder()
                                .maximumSize(MOST)
                                .expireAfterWrite(KEPT)
                                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                                .scheduler(Scheduler.systemScheduler())
                                .executor(Runnable::run)
                                .evictionListener(
                                        (@Nullable Place _,
                                                @Nullable SecretText text,
                                                RemovalCause _) -> wipe(text))
                                .build()
                        : null;
        adminTokens.onEnded((tx, tokenId) -> tx.afterCommit(() -> drop(tokenId)));
        adminTokens.onRotated((tx, tokenId) -> tx.afterCommit(() -> drop(tokenId)));
    }

    /// Keeps the text of a token that this caller has just made. Of who is no session it is not
    /// kept: a program reads the answer to its creation.
    public void keep(Caller maker, String tokenId, SecretText text) {
        if (kept != null && isSession(maker)) {
            kept.put(new Place(maker.subject(), tokenId), text.copy());
        }
    }

    /// The text, if the same session made the token lately and did not take it yet. Whoever gets it
    /// wipes it.
    public Optional<SecretText> take(Caller asking, String tokenId) {
        return kept == null || !isSession(asking)
                ? Optional.empty()
                : Optional.ofNullable(kept.asMap().remove(new Place(asking.subject(), tokenId)));
    }

    private void drop(String tokenId) {
        if (kept != null) {
            kept.asMap().keySet().stream()
                    .filter(place -> place.tokenId().equals(tokenId))
                    .forEach(place -> wipe(kept.asMap().remove(place)));
        }
    }

    private static boolean isSession(Caller caller) {
        return caller instanceof Caller.Session || caller instanceof Caller.Mos;
    }

    private static void wipe(@Nullable SecretText text) {
        if (text != null) {
            text.wipe();
        }
    }

    /// Overwrites what is left.
    @Override
    public void close() {
        if (kept != null) {
            kept.asMap().values().forEach(SecretText::wipe);
            kept.invalidateAll();
        }
    }
}
