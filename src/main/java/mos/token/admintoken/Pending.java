package mos.token.admintoken;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What one token did since that was last written to the database: counted in memory by each check,
/// taken by the flush. Its lock is held for a few instructions at a time, so an event loop may wait
/// for it.
final class Pending {
    /// How many further addresses are told apart between two flushes.
    private static final int MOST_ADDRESSES = 16;

    /// One sighting: when, from where, with what.
    record Seen(long at, @Nullable InetAddress address, String userAgent) {}

    /// A refusal of a token that is known.
    record Refused(long at, String reason, String address) {}

    /// A copy of everything.
    ///
    /// @param last the last use, by any secret; null when there were only refusals
    /// @param lastOld the last use by a secret that is being replaced
    /// @param calls by days since 1970 (UTC)
    record Snapshot(
            @Nullable Seen last,
            @Nullable Seen lastOld,
            @Nullable Refused refused,
            SortedMap<Long, Long> calls,
            long exercised,
            Set<InetAddress> addresses) {}

    private long at;
    private @Nullable InetAddress address;
    private String userAgent = "";
    private long calls;
    private @Nullable SortedMap<Long, Long> earlierCalls;
    private long exercised;
    private @Nullable Set<InetAddress> others;
    private @Nullable Seen old;
    private @Nullable Refused refused;
    private boolean taken;

    /// Counts a use; false when this was taken by a flush: then it belongs into the next one.
    synchronized boolean used(long now, Use use, boolean byOldSecret, long bit) {
        if (taken) {
            return false;
        }
        InetAddress from = use.address();
        if (from != null && address != null && !from.equals(address)) {
            if (others == null) {
                others = new HashSet<>();
            }
            if (others.size() < MOST_ADDRESSES) {
                others.add(address);
            }
        }
        if (calls > 0 && UseRows.day(now) != UseRows.day(at)) {
            earlierCalls = calls();
            calls = 0;
        }
        at = now;
        address = from;
        userAgent = use.userAgent();
        calls++;
        exercised |= bit;
        if (byOldSecret) {
            old = new Seen(now, from, userAgent);
        }
        return true;
    }

    /// Notes a refusal; false as in [#used].
    synchronized boolean refused(Refused refusal) {
        if (taken) {
            return false;
        }
        refused = refusal;
        return true;
    }

    /// What there is so far.
    synchronized Snapshot snapshot() {
        Set<InetAddress> addresses = others == null ? new HashSet<>() : new HashSet<>(others);
        if (address != null) {
            addresses.add(address);
        }
        Seen last = calls == 0 ? null : new Seen(at, address, userAgent);
        return new Snapshot(last, old, refused, calls(), exercised, addresses);
    }

    private SortedMap<Long, Long> calls() {
        SortedMap<Long, Long> byDay =
                earlierCalls == null ? new TreeMap<>() : new TreeMap<>(earlierCalls);
        if (calls > 0) {
            byDay.merge(UseRows.day(at), calls, Long::sum);
        }
        return byDay;
    }

    /// What there is, for the last time.
    synchronized Snapshot take() {
        taken = true;
        return snapshot();
    }
}
