package mos.token.admintoken;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mos.token.access.Exercised;
import mos.token.net.IpAddresses;
import mos.token.secret.Redaction;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;
import org.jspecify.annotations.Nullable;

/// The rows of what tokens did.
final class UseRows {
    /// The columns of [Uses].
    static final String USES =
            "used_at, used_address, used_agent, old_used_at, old_used_address, old_used_agent,"
                    + " refused_at, refused_reason, refused_address, exercised";

    /// How many days of calls are kept.
    static final int DAYS = 90;

    /// How many networks of a token are told apart.
    private static final int MOST_NETWORKS = 100;

    /// The longest user agent that is kept, in characters.
    private static final int LONGEST_AGENT = 200;

    private UseRows() {}

    /// Adds what a token did; nothing for one that was deleted meanwhile.
    ///
    /// @return the networks that it was never used from before, when it was used from others
    static List<String> add(Transaction tx, String id, Pending.Snapshot uses) {
        if (tx.row("select id from admin_token where id = ?", id).isEmpty()) {
            return List.of();
        }
        if (uses.refused() != null) {
            Uses.Refusal refused = refusal(uses.refused());
            tx.update(
                    "update admin_token set refused_at = ?, refused_reason = ?,"
                            + " refused_address = ? where id = ?",
                    refused.at(),
                    refused.reason(),
                    refused.address(),
                    id);
        }
        if (uses.lastOld() != null) {
            Uses.Sighting old = sighting(uses.lastOld());
            tx.update(
                    "update admin_token set old_used_at = ?, old_used_address = ?,"
                            + " old_used_agent = ? where id = ?",
                    old.at(),
                    old.address(),
                    old.userAgent(),
                    id);
        }
        if (uses.last() == null) {
            return List.of();
        }
        used(tx, id, uses, sighting(uses.last()));
        return addNetworks(tx, id, uses);
    }

    private static void used(Transaction tx, String id, Pending.Snapshot uses, Uses.Sighting last) {
        Exercised before = exercised(tx, id);
        tx.update(
                "update admin_token set used_at = ?, used_address = ?, used_agent = ?,"
                        + " exercised = ? where id = ?",
                last.at(),
                last.address(),
                last.userAgent(),
                before.plus(new Exercised(uses.exercised())).text(),
                id);
        uses.calls()
                .forEach((day, calls) ->
                        tx.update(
                                "insert into admin_token_calls (token_id, day, calls)"
                                        + " values (?, ?, ?)"
                                        + " on conflict (token_id, day) do update set calls ="
                                        + " admin_token_calls.calls + excluded.calls",
                                id,
                                day,
                                calls));
    }

    private static List<String> addNetworks(Transaction tx, String id, Pending.Snapshot uses) {
        List<String> known =
                tx.rows("select network from admin_token_network where token_id = ?", id).stream()
                        .map(row -> row.text("network"))
                        .toList();
        List<String> fresh =
                uses.addresses().stream()
                        .map(address -> IpAddresses.network(address.getHostAddress()))
                        .distinct()
                        .filter(network -> !known.contains(network))
                        .limit(Math.max(0, MOST_NETWORKS - known.size()))
                        .toList();
        for (String network : fresh) {
            tx.update(
                    "insert into admin_token_network (token_id, network, first_at)"
                            + " values (?, ?, ?)",
                    id,
                    network,
                    uses.last() == null ? 0L : uses.last().at());
        }
        return known.isEmpty() ? List.of() : fresh;
    }

    /// A new rotation asks anew who uses the old secret.
    static void forgetOld(Transaction tx, String id) {
        tx.update(
                "update admin_token set old_used_at = 0, old_used_address = '',"
                        + " old_used_agent = '' where id = ?",
                id);
    }

    /// Forgets the calls of days long ago.
    static void prune(Transaction tx, Instant now) {
        tx.update(
                "delete from admin_token_calls where day < ?",
                day(now.minus(Duration.ofDays(DAYS)).toEpochMilli()));
    }

    /// The [#USES] of a row.
    static Uses uses(Row row) {
        return new Uses(
                seen(row, "used"),
                seen(row, "old_used"),
                row.number("refused_at") == 0
                        ? null
                        : new Uses.Refusal(
                                row.time("refused_at"),
                                row.text("refused_reason"),
                                row.text("refused_address")),
                Exercised.parse(row.text("exercised")));
    }

    static Exercised exercised(Query query, String id) {
        return query.row("select exercised from admin_token where id = ?", id)
                .map(row -> Exercised.parse(row.text("exercised")))
                .orElse(Exercised.NOTHING);
    }

    /// The calls of each day, by days since 1970 (UTC).
    static Map<Long, Long> calls(Query query, String id) {
        Map<Long, Long> calls = new TreeMap<>();
        query.each(
                "select day, calls from admin_token_calls where token_id = ?",
                row -> calls.put(row.number("day"), row.number("calls")),
                id);
        return calls;
    }

    /// The networks that a token was used from, with the first time of each.
    static Map<String, Instant> networks(Query query, String id) {
        Map<String, Instant> networks = new TreeMap<>();
        query.each(
                "select network, first_at from admin_token_network where token_id = ?",
                row -> networks.put(row.text("network"), row.time("first_at")),
                id);
        return networks;
    }

    /// Days since 1970 (UTC) of a time in milliseconds.
    static long day(long at) {
        return Math.floorDiv(at, Duration.ofDays(1).toMillis());
    }

    static Uses.Sighting sighting(Pending.Seen seen) {
        return new Uses.Sighting(
                Instant.ofEpochMilli(seen.at()), text(seen.address()), agent(seen.userAgent()));
    }

    static Uses.Refusal refusal(Pending.Refused refused) {
        return new Uses.Refusal(
                Instant.ofEpochMilli(refused.at()), refused.reason(), refused.address());
    }

    /// The address as text, or `unknown`.
    static String text(@Nullable InetAddress address) {
        return address == null ? "unknown" : address.getHostAddress();
    }

    /// A user agent is written by strangers: it is cut, and what looks like a token is taken out.
    static String agent(String said) {
        StringBuilder kept = new StringBuilder();
        Redaction.text(said)
                .codePoints()
                .limit(LONGEST_AGENT)
                .forEach(c -> kept.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return kept.toString();
    }

    private static Uses.@Nullable Sighting seen(Row row, String prefix) {
        return row.number(prefix + "_at") == 0
                ? null
                : new Uses.Sighting(
                        row.time(prefix + "_at"),
                        row.text(prefix + "_address"),
                        row.text(prefix + "_agent"));
    }
}
