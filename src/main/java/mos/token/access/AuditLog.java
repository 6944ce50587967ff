package mos.token.access;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import mos.token.json.Json;
import mos.token.keys.Keys;
import mos.token.net.IpAddresses;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;

/// The audit rows. Each carries a MAC over itself and the MAC before it, so that a row changed,
/// removed or slipped in by somebody who has the database but not the master key is found. Rows cut
/// off the end are not: the chain cannot know what should have followed. Of those removed for their
/// age the last one's number and MAC are kept, under a MAC of their own.
final class AuditLog {
    /// From where the first row follows.
    static final Link BEFORE_THE_FIRST = new Link(0, new byte[32]);

    /// How many rows are in memory while the chain is followed.
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

    /// A row's number and MAC: what the next row follows from.
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole, never changed
    record Link(long seq, byte[] mac) {}

    /// Appends a row; the writer's gate orders all appends.
    long append(Transaction tx, Entry entry) {
        Link before = last(tx);
        long seq = before.seq() + 1;
        long at = clock.millis();
        byte[] mac = keys.mac(message(before.mac(), seq, at, entry));
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

    /// Follows the chain up to the row `last`, at most a page further: the last row that follows
    /// from the one before it, or `from` when the next one does not.
    Link follow(Query query, Link from, long last) {
        List<Row> page =
                query.rows(
                        "select * from audit where seq > ? and seq <= ? order by seq limit ?",
                        from.seq(),
                        last,
                        PAGE);
        Link reached = from;
        for (Row row : page) {
            long seq = row.number("seq");
            byte[] mac = keys.mac(message(reached.mac(), seq, row.number("at"), entry(row)));
            if (seq != reached.seq() + 1 || !Arrays.equals(mac, row.bytes("mac"))) {
                return reached;
            }
            reached = new Link(seq, mac);
        }
        return reached;
    }

    /// From where the first kept row follows. One that was forged counts as none: the chain then
    /// does not begin where it must.
    Link anchor(Query query) {
        return query.row("select seq, mac, seal from audit_anchor")
                .filter(row -> Arrays.equals(seal(link(row)), row.bytes("seal")))
                .map(AuditLog::link)
                .orElse(BEFORE_THE_FIRST);
    }

    /// Removes the rows up to this one, from which the next follows.
    void removeTo(Transaction tx, Link last) {
        tx.update("delete from audit_anchor");
        tx.update(
                "insert into audit_anchor (seq, mac, seal) values (?, ?, ?)",
                last.seq(),
                last.mac(),
                seal(last));
        tx.update("delete from audit where seq <= ?", last.seq());
    }

    private Link last(Query query) {
        return query.row("select seq, mac from audit order by seq desc limit 1")
                .map(AuditLog::link)
                .orElseGet(() -> anchor(query));
    }

    private static Link link(Row row) {
        return new Link(row.number("seq"), row.bytes("mac"));
    }

    /// A row's message ends with a brace: none is taken for the other.
    private byte[] seal(Link link) {
        String message = "anchor " + link.seq() + " " + HexFormat.of().formatHex(link.mac());
        return keys.mac(message.getBytes(StandardCharsets.US_ASCII));
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
