package mos.token.session;

import java.util.List;
import mos.token.keys.TokenDigest;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;

/// The rows of sessions.
final class SessionRows {
    private SessionRows() {}

    static List<Directory.Entry> all(Query query) {
        return query.rows("select * from session").stream().map(SessionRows::entry).toList();
    }

    static void insert(Transaction tx, Directory.Entry entry) {
        tx.update(
                "insert into session (id, key_id, digest, name, token_id, secret, created_at, seen_at,"
                        + " seen_address, seen_program, ends_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                entry.id,
                entry.digest.keyId(),
                entry.digest.bytes(),
                entry.name,
                entry.behind == null ? null : entry.behind.tokenId(),
                entry.behind == null ? 0 : entry.behind.secret(),
                entry.signedInAt,
                entry.seen.at(),
                entry.seen.address(),
                entry.seen.program(),
                entry.endsAt);
    }

    static void seen(Transaction tx, Directory.Entry entry) {
        Seen seen = entry.seen;
        tx.update(
                "update session set seen_at = ?, seen_address = ?, seen_program = ? where id = ?",
                seen.at(),
                seen.address(),
                seen.program(),
                entry.id);
    }

    static void delete(Transaction tx, String id) {
        tx.update("delete from session where id = ?", id);
    }

    static void deleteOf(Transaction tx, String tokenId) {
        tx.update("delete from session where token_id = ?", tokenId);
    }

    private static Directory.Entry entry(Row row) {
        return new Directory.Entry(
                row.text("id"),
                TokenDigest.of((int) row.number("key_id"), row.bytes("digest")),
                row.text("name"),
                row.textIf("token_id")
                        .map(id -> new Behind(id, (int) row.number("secret")))
                        .orElse(null),
                row.time("created_at"),
                row.time("ends_at"),
                new Seen(row.time("seen_at"), row.text("seen_address"), row.text("seen_program")));
    }
}
