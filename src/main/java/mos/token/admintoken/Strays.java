package mos.token.admintoken;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mos.token.net.IpAddresses;

/// Uses of secrets that open nothing any more, counted for each token, kind and day (UTC): however
/// often and from wherever one secret is used, it displaces no other. In memory alone; of the days
/// before nothing is kept.
final class Strays {
    /// How many tokens and kinds are told apart between two flushes.
    static final int MOST = 1_000;

    /// How many networks of each are told apart.
    static final int MOST_NETWORKS = 50;

    private record Key(Stray.Kind kind, String tokenId, long day) {}

    private final Map<Key, Tally> tallies = new LinkedHashMap<>();

    /// Counts one use. The lock is held for a few instructions, so an event loop may wait for it.
    ///
    /// @param verdict why it was refused
    synchronized void used(Stray.Kind kind, Verdict verdict, Pending.Seen use) {
        Key key = new Key(kind, verdict.tokenId(), UseRows.day(use.at()));
        if (tallies.size() < MOST || tallies.containsKey(key)) {
            tallies.computeIfAbsent(key, _ -> new Tally()).used(verdict.tokenName(), use);
        }
    }

    /// Takes those that were used since they were taken last, each with what is known of its day.
    ///
    /// @param today days since 1970 (UTC)
    synchronized List<Stray> take(long today) {
        List<Stray> taken = new ArrayList<>();
        tallies.forEach((key, tally) -> tally.take(key).ifPresent(taken::add));
        // A full one begins anew: who shows many dead secrets must not hide others all day long.
        boolean full = tallies.size() >= MOST;
        tallies.keySet().removeIf(key -> full || key.day() < today);
        return taken;
    }

    /// What is known of one key.
    private static final class Tally {
        private String tokenName = "";
        private Pending.Seen last = new Pending.Seen(0, null, "");
        private final Set<String> networks = new HashSet<>();
        private boolean fresh;

        void used(String name, Pending.Seen use) {
            tokenName = name;
            last = use;
            fresh = true;
            if (networks.size() < MOST_NETWORKS) {
                networks.add(IpAddresses.network(UseRows.text(use.address())));
            }
        }

        Optional<Stray> take(Key key) {
            if (!fresh) {
                return Optional.empty();
            }
            fresh = false;
            return Optional.of(
                    new Stray(key.kind(), key.tokenId(), tokenName, last, networks.size()));
        }
    }
}
