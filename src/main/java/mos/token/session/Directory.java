package mos.token.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mos.token.access.Caller;
import mos.token.access.Permissions;
import mos.token.keys.TokenDigest;
import org.jspecify.annotations.Nullable;

/// The live sessions in memory, by the digest of their cookie: a replica of the rows, plus when
/// each was last used.
final class Directory {
    /// One session.
    static final class Entry {
        final String id;
        final TokenDigest digest;
        final String name;
        final @Nullable Behind behind;
        final Instant signedInAt;
        final Instant endsAt;
        volatile Seen seen;

        Entry(
                String id,
                TokenDigest digest,
                String name,
                @Nullable Behind behind,
                Instant signedInAt,
                Instant endsAt,
                Seen seen) {
            this.id = id;
            this.digest = digest;
            this.name = name;
            this.behind = behind;
            this.signedInAt = signedInAt;
            this.endsAt = endsAt;
            this.seen = seen;
        }

        /// Its person, as a caller from there.
        Caller.Session caller(boolean recent, String address) {
            return new Caller.Session(
                    id,
                    name,
                    behind == null ? null : behind.tokenId(),
                    behind == null ? 0 : behind.secret(),
                    recent,
                    Permissions.full(),
                    address);
        }

        /// Whether it is the session of that caller.
        boolean isOf(Caller caller) {
            return caller instanceof Caller.Session session && session.id().equals(id);
        }

        /// What may be shown of it.
        OpenSession shownTo(Caller caller) {
            Seen last = seen;
            return new OpenSession(
                    id,
                    name,
                    behind == null ? null : behind.tokenId(),
                    signedInAt,
                    last.at(),
                    last.address(),
                    last.program(),
                    endsAt,
                    isOf(caller));
        }

        /// Whether it still lives by the clock. A clock that was set back by more than the idle
        /// time ends it too: an old session must not come back to life.
        boolean lives(Instant now, Duration idle) {
            return now.isBefore(endsAt)
                    && Duration.between(seen.at(), now).abs().compareTo(idle) <= 0;
        }
    }

    private final ConcurrentHashMap<TokenDigest, Entry> entries = new ConcurrentHashMap<>();

    void add(Entry entry) {
        entries.put(entry.digest, entry);
    }

    @Nullable Entry find(TokenDigest digest) {
        return entries.get(digest);
    }

    Optional<Entry> byId(String id) {
        return entries.values().stream().filter(entry -> entry.id.equals(id)).findFirst();
    }

    /// Those that live by the clock.
    List<Entry> living(Instant now, Duration idle) {
        return entries.values().stream().filter(entry -> entry.lives(now, idle)).toList();
    }

    Collection<Entry> all() {
        return List.copyOf(entries.values());
    }

    void remove(Entry entry) {
        entries.remove(entry.digest);
    }

    void removeOf(String tokenId) {
        entries.values()
                .removeIf(entry -> entry.behind != null && entry.behind.tokenId().equals(tokenId));
    }

    /// What has to go so that there is room for one more of `most`: what has ended, and then what
    /// was not used for the longest time.
    List<Entry> surplus(Instant now, Duration idle, int most) {
        List<Entry> ended =
                entries.values().stream().filter(entry -> !entry.lives(now, idle)).toList();
        int tooMany = entries.size() - ended.size() + 1 - most;
        if (tooMany <= 0) {
            return ended;
        }
        List<Entry> all = new ArrayList<>(ended);
        entries.values().stream()
                .filter(entry -> !ended.contains(entry))
                .sorted(Comparator.comparing((Entry entry) -> entry.seen.at()))
                .limit(tooMany)
                .forEach(all::add);
        return all;
    }
}
