package mos.token.admintoken;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mos.token.keys.TokenDigest;
import org.jspecify.annotations.Nullable;

/// Every token in memory, by the digests of its secrets. A replica of the committed rows, not a
/// cache: nothing expires, nothing unknown is remembered, so a flood of garbage costs no memory.
/// Changed only behind the writer's gate; read from anywhere, also on an event loop.
final class TokenDirectory {
    /// One token, shared by all its digests: a change is one write, seen by every secret.
    private static final class Entry {
        private final List<TokenDigest> digests;
        private volatile AdminToken token;

        Entry(List<TokenDigest> digests, AdminToken token) {
            this.digests = digests;
            this.token = token;
        }
    }

    private final ConcurrentHashMap<TokenDigest, Entry> byDigest = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Entry> byId = new ConcurrentHashMap<>();

    void add(AdminToken token, Collection<TokenDigest> digests) {
        Entry entry = new Entry(List.copyOf(digests), token);
        byId.put(token.id(), entry);
        for (TokenDigest digest : entry.digests) {
            byDigest.put(digest, entry);
        }
    }

    void replace(AdminToken token) {
        Entry entry = byId.get(token.id());
        if (entry != null) {
            entry.token = token;
        }
    }

    void remove(String id) {
        Entry entry = byId.remove(id);
        if (entry != null) {
            entry.digests.forEach(byDigest::remove);
        }
    }

    /// The token one of whose secrets has this digest.
    @Nullable AdminToken find(TokenDigest digest) {
        Entry entry = byDigest.get(digest);
        return entry == null ? null : entry.token;
    }

    Optional<AdminToken> byId(String id) {
        return Optional.ofNullable(byId.get(id)).map(entry -> entry.token);
    }

    int size() {
        return byId.size();
    }
}
