package mos.token.admintoken;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import mos.token.access.Exercised;
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

    /// The longest user agent that is kept, in characters.
    private static final int LONGEST_AGENT = 200;

    private UseRows() {}

    /// A new rotation asks anew who uses the old secret.
    static void forgetOld(Transaction tx, long id) {
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

    static Exercised exercised(Query query, long id) {
        return query.row("select exercised from admin_token where id = ?", id)
                .map(row -> Exercised.parse(row.text("exercised")))
                .orElse(Exercised.NOTHING);
    }

    /// Adds to what a token made use of.
    static void learn(Transaction tx, long id, Exercised more) {
        Exercised before = exercised(tx, id);
        Exercised all = before.plus(more);
        if (!all.equals(before)) {
            tx.update("update admin_token set exercised = ? where id = ?", all.text(), id);
        }
    }

    /// The calls of each day, by days since 1970 (UTC).
    static Map<Long, Long> calls(Query query, long id) {
        Map<Long, Long> calls = new TreeMap<>();
        query.each(
                "select day, calls from admin_token_calls where token_id = ?",
                row -> calls.put(row.number("day"), row.number("calls")),
                id);
        return calls;
    }

    /// The networks that a token was used from, with the first time of each.
    static Map<String, Instant> networks(Query query, long id) {
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
