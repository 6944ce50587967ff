package mos.token.content;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Contents that stay open between their readers: answers on an event loop may open nothing. The
/// most recently read ones; whoever wants to delete one takes it from here first.
final class OpenFiles {
    private static final int MOST = 64;

    /// An open content, and how many use it: one more than its readers while it stays.
    private static final class Shared {
        private final StoredContent content;
        private final AtomicInteger users = new AtomicInteger(1);
        private final AtomicBoolean stays = new AtomicBoolean(true);

        Shared(StoredContent content) {
            this.content = content;
        }

        @Nullable StoredContent open() {
            int before = users.getAndUpdate(n -> n == 0 ? 0 : n + 1);
            return before == 0
                    ? null
                    : new StoredContent(content.file(), content.size(), this::leave);
        }

        /// Stays no longer than its readers do.
        void letGo() {
            if (stays.compareAndSet(true, false)) {
                leave();
            }
        }

        private void leave() {
            if (users.decrementAndGet() == 0) {
                content.close();
            }
        }
    }

    private final Cache<Digest, Shared> shared =
            Caffeine.newBuilder()
                    .maximumSize(MOST)
                    .removalListener(
                            (@Nullable Digest _, @Nullable Shared gone, RemovalCause _) -> {
                                if (gone != null) {
                                    gone.letGo();
                                }
                            })
                    .build();

    /// Keeps a content open, and closes it later.
    void keep(Digest sha256, StoredContent content) {
        Shared mine = new Shared(content);
        if (shared.asMap().putIfAbsent(sha256, mine) != null) {
            mine.letGo();
        }
    }

    /// A content that is open; the caller closes it for itself.
    Optional<StoredContent> find(Digest sha256) {
        return Optional.ofNullable(shared.getIfPresent(sha256)).map(Shared::open);
    }

    boolean has(Digest sha256) {
        return shared.asMap().containsKey(sha256);
    }

    /// Closes a content as soon as nobody reads it: now, when nobody does.
    void letGo(Digest sha256) {
        Shared gone = shared.asMap().remove(sha256);
        if (gone != null) {
            gone.letGo();
        }
    }

    /// Closes everything that nobody reads.
    void close() {
        shared.asMap().keySet().forEach(this::letGo);
    }
}
