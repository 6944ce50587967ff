package mos.token.access;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import mos.token.json.Json;
import mos.token.keys.Keys;
import mos.token.net.IpAddresses;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;

/// The audit rows. Each carries a MAC over itself and the MAC before it, so that a row changed,
/// removed or slipped in by somebody who has the database but not the master key is found. Rows cut
/// off the end are not: the chain cannot know what should have followed.
final class AuditLog {
    private static final byte[] BEFORE_THE_FIRST = new byte[32];

    /// How many rows are in memory while the chain is checked.
    private static final int PAGE = 1_000;

    private final Keys keys;
    private final Clock clock;
    private final LongAdder written = new LongAdder();

    AuditLog(Keys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /// What a row says.
    record Entry(
            String kind,
            String callerId,
            String callerName,
            String address,
            String action,
            String subject,
            String detail) {

        static Entry of(Caller caller, String action, String subject, String detail) {
            return new Entry(
                    caller.kind(),
                    caller.subject(),
                    caller.name(),
                    caller.address(),
                    action,
                    subject,
                    detail);
        }

        /// A refused credential: who it was is not known, only from which network.
        static Entry refused(String need, String reason, String tokenId, String address) {
            return new Entry(
                    "anonymous",
                    tokenId,
                    "",
                    IpAddresses.network(address),
                    "refused",
                    need,
                    reason);
        }

        /// One row for so many of this.
        Entry times(long count) {
            return new Entry(
                    kind,
                    callerId,
                    callerName,
                    address,
                    action,
                    subject,
                    detail + ", " + count + " times");
        }
    }

    /// Appends a row; the writer's gate orders all appends.
    long append(Transaction tx, Entry entry) {
        Optional<Row> last = last(tx);
        long seq = last.map(row -> row.number("seq")).orElse(0L) + 1;
        long at = clock.millis();
        byte[] before = last.map(row -> row.bytes("mac")).orElse(BEFORE_THE_FIRST);
        byte[] mac = keys.mac(message(before, seq, at, entry));
        tx.update(
                "insert into audit (seq, at, caller_kind, caller_id, caller_name, address, action,"
                        + " subject, detail, mac) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                seq,
                at,
                entry.kind(),
                entry.callerId(),
                entry.callerName(),
                entry.address(),
                entry.action(),
                entry.subject(),
                entry.detail(),
                mac);
        tx.afterCommit(written::increment);
        return seq;
    }

    /// How many rows were written since the start.
    long written() {
        return written.sum();
    }

    /// The first row that does not follow from the one before it.
    @SuppressWarnings("ThreadPriorityCheck") // a check of a million rows lets others through
    Optional<Long> firstBroken(Query query) {
        byte[] before = BEFORE_THE_FIRST;
        long expected = 1;
        while (true) {
            List<Row> page =
                    query.rows(
                            "select * from audit where seq >= ? order by seq limit ?",
                            expected,
                            PAGE);
            if (page.isEmpty()) {
                return Optional.empty();
            }
            for (Row row : page) {
                long seq = row.number("seq");
                byte[] mac = keys.mac(message(before, seq, row.number("at"), entry(row)));
                if (seq != expected || !Arrays.equals(mac, row.bytes("mac"))) {
                    return Optional.of(expected);
                }
                before = mac;
                expected++;
            }
            Thread.yield();
        }
    }

    private static Optional<Row> last(Query query) {
        return query.row("select seq, mac from audit order by seq desc limit 1");
    }

    private static Entry entry(Row row) {
        return new Entry(
                row.text("caller_kind"),
                row.text("caller_id"),
                row.text("caller_name"),
                row.text("address"),
                row.text("action"),
                row.text("subject"),
                row.text("detail"));
    }

    /// JSON keeps the fields apart: no two rows give the same bytes.
    private static byte[] message(byte[] before, long seq, long at, Entry entry) {
        byte[] row = Json.write(entry);
        byte[] head = (seq + " " + at + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] message = Arrays.copyOf(before, before.length + head.length + row.length);
        System.arraycopy(head, 0, message, before.length, head.length);
        System.arraycopy(row, 0, message, before.length + head.length, row.length);
        return message;
    }
}
