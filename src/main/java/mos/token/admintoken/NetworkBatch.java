package mos.token.admintoken;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mos.token.net.IpAddresses;
import mos.token.store.Row;
import mos.token.store.Transaction;
import org.jspecify.annotations.Nullable;

/// Writes where many tokens were used from. The network that a token was not seen in for the
/// longest gives way to a new one, so that new ones are found however many there were.
final class NetworkBatch {
    /// How many networks of a token are known at a time.
    static final int MOST = 100;

    /// A known network is written again after so long only: else each flush would write a row more
    /// for every busy token.
    private static final Duration SEEN_AGAIN = Duration.ofHours(1);

    /// When a network was seen first and last, the latter up to [#SEEN_AGAIN] ago.
    private record Times(Instant first, Instant last) {}

    /// The networks that are new to a token.
    ///
    /// @param networks empty when it was used for the first time at all
    /// @param before how many others were new on the same day (UTC)
    record Fresh(List<String> networks, int before) {}

    private final Map<Long, Map<String, Times>> known = new HashMap<>();
    private final List<@Nullable Object[]> seen = new ArrayList<>();
    private final List<@Nullable Object[]> gone = new ArrayList<>();

    /// Reads what is known of some tokens.
    ///
    /// @param in the condition that follows the column of the token's id, with the ids
    void lookUp(Transaction tx, String in, @Nullable Object... ids) {
        for (Row row :
                tx.rows(
                        "select token_id, network, first_at, last_at from admin_token_network"
                                + " where token_id"
                                + in,
                        ids)) {
            known.computeIfAbsent(row.number("token_id"), _ -> new HashMap<>())
                    .put(row.text("network"), new Times(row.time("first_at"), row.time("last_at")));
        }
    }

    /// Adds where a token was used from lately, until `at`.
    Fresh add(long id, Set<InetAddress> addresses, Instant at) {
        Map<String, Times> before = known.getOrDefault(id, Map.of());
        List<String> now =
                addresses.stream()
                        .map(address -> IpAddresses.network(address.getHostAddress()))
                        .distinct()
                        .toList();
        List<String> fresh = now.stream().filter(network -> !before.containsKey(network)).toList();
        for (String network : now) {
            Times times = before.getOrDefault(network, new Times(at, Instant.EPOCH));
            // later than now: written before the clock was set back
            if (times.last().isBefore(at.minus(SEEN_AGAIN)) || times.last().isAfter(at)) {
                seen.add(new Object[] {id, network, times.first(), at});
            }
        }
        before.entrySet().stream()
                .filter(one -> !now.contains(one.getKey()))
                .sorted(Comparator.comparing(one -> one.getValue().last()))
                .limit(Math.max(0, before.size() + fresh.size() - MOST))
                .forEach(one -> gone.add(new Object[] {id, one.getKey()}));
        Instant today = at.truncatedTo(ChronoUnit.DAYS);
        long newToday =
                before.values().stream().filter(times -> !times.first().isBefore(today)).count();
        return new Fresh(before.isEmpty() ? List.of() : fresh, (int) newToday);
    }

    void write(Transaction tx) {
        tx.updateAll("delete from admin_token_network where token_id = ? and network = ?", gone);
        tx.updateAll(
                "insert into admin_token_network (token_id, network, first_at, last_at)"
                        + " values (?, ?, ?, ?) on conflict (token_id, network)"
                        + " do update set last_at = excluded.last_at",
                seen);
    }
}
