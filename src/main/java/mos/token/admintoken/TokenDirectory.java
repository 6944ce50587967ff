package mos.token.admintoken;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mos.token.keys.TokenDigest;
import org.jspecify.annotations.Nullable;

/// Every token in memory, by the digests of its secrets. A replica of the committed rows, not a
/// cache: nothing expires, nothing unknown is remembered, so a flood of garbage costs no memory.
/// Changed only behind the writer's gate; read from anywhere, also on an event loop.
///
/// It holds a million tokens in a heap of 512 MiB: so the usual token, with one secret, is one slot
/// of each table, and what only lists show stays in the database.
final class TokenDirectory {
    /// How many ended secrets are still recognized, the newest of them.
    static final int MOST_ENDED = 10_000;

    /// What a digest leads to.
    sealed interface Held {}

    /// A token, by its newest secret.
    static final class Entry implements Held {
        private volatile Grant grant;

        /// What it did since that was last written, or null.
        private volatile @Nullable Pending pending;

        /// What a flush took and has not written yet, or null.
        private volatile Pending.@Nullable Snapshot taken;

        /// The secret before the newest, while a rotation lets it open still; else null.
        private volatile @Nullable Old old;

        private Entry(Grant grant) {
            this.grant = grant;
        }

        Grant grant() {
            return grant;
        }

        @Nullable Pending pending() {
            return pending;
        }

        /// What it did that is not in the database yet, the oldest first.
        synchronized List<Pending.Snapshot> unwritten() {
            Pending now = pending;
            return Stream.of(taken, now == null ? null : now.snapshot())
                    .filter(Objects::nonNull)
                    .toList();
        }

        /// Whether the secret of this serial number opens something at `now`.
        boolean opens(int secret, Instant now) {
            Old before = old;
            return secret == grant.secret()
                    || (before != null
                            && before.secret() == secret
                            && now.isBefore(before.endsAt()));
        }

        /// The use of this token that is not written yet; the caller that finds none makes it.
        synchronized Pending pendingOrNew(Consumer<Entry> made) {
            Pending now = pending;
            if (now == null) {
                now = new Pending();
                pending = now;
                made.accept(this);
            }
            return now;
        }

        /// The next use begins anew; what was taken is shown until it is written.
        synchronized void taken(Pending.Snapshot uses) {
            taken = uses;
            pending = null;
        }

        /// What was taken is in the database now.
        synchronized void written() {
            taken = null;
        }
    }

    /// A token that is being rotated, by its older secret.
    ///
    /// @param secret the serial number of that secret
    /// @param endsAt from when on it opens no more
    record Old(Entry entry, int secret, Instant endsAt) implements Held {}

    /// A secret that a rotation replaced, or whose token was deleted: the latter when [#entry] has
    /// no such token any more, since an id is never given twice.
    ///
    /// @param name of the token when that happened
    record Ended(String tokenId, String name) implements Held {}

    /// By the four words of the digest: 256 pseudo-random bits are one key's or another's, never
    /// both.
    private final WordTable<Held> byDigest;

    private final WordTable<Entry> byId;
    private final Deque<TokenDigest> ended = new ArrayDeque<>();

    /// Makes room for so many tokens, so that loading them moves nothing.
    TokenDirectory(int tokens) {
        byDigest = new WordTable<>(4, tokens);
        byId = new WordTable<>(1, tokens);
    }

    /// A token with its newest secret.
    void add(Grant grant, TokenDigest newest) {
        Entry entry = new Entry(grant);
        byId.put(entry, grant.number());
        put(newest, entry);
    }

    /// The secret before the newest goes on opening for a while.
    void addOld(long tokenId, TokenDigest digest, int secret, Instant endsAt) {
        Entry entry = byId.get(tokenId);
        if (entry != null) {
            Old old = new Old(entry, secret, endsAt);
            entry.old = old;
            put(digest, old);
        }
    }

    /// A token has a new secret; the one before it was told of by [#addOld] or [#end].
    void rotate(Grant grant, TokenDigest newest) {
        Entry entry = byId.get(grant.number());
        if (entry != null) {
            entry.grant = grant;
            put(newest, entry);
        }
    }

    /// From now on a secret is only recognized.
    void end(TokenDigest digest, Ended how) {
        @Nullable Held before = find(digest);
        put(digest, how);
        if (before instanceof Old old && old.equals(old.entry().old)) {
            old.entry().old = null;
        }
        ended.add(digest);
        if (ended.size() > MOST_ENDED) {
            TokenDigest oldest = ended.remove();
            byDigest.remove(oldest.a(), oldest.b(), oldest.c(), oldest.d());
        }
    }

    void replace(Grant grant) {
        Entry entry = byId.get(grant.number());
        if (entry != null) {
            entry.grant = grant;
        }
    }

    /// Forgets a token whose secrets were all told of by [#end].
    void remove(long id) {
        byId.remove(id);
    }

    @Nullable Held find(TokenDigest digest) {
        return byDigest.get(digest.a(), digest.b(), digest.c(), digest.d());
    }

    @Nullable Entry entry(String id) {
        return byId.get(Grant.number(id));
    }

    Optional<Grant> byId(String id) {
        return Optional.ofNullable(entry(id)).map(Entry::grant);
    }

    /// What a token did that is not in the database yet, the oldest first.
    List<Pending.Snapshot> unwritten(long id) {
        Entry entry = byId.get(id);
        return entry == null ? List.of() : entry.unwritten();
    }

    int size() {
        return byId.size();
    }

    private void put(TokenDigest digest, Held held) {
        byDigest.put(held, digest.a(), digest.b(), digest.c(), digest.d());
    }
}
