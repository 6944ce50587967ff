package mos.token.admintoken;

import java.time.Instant;
import java.util.List;
import mos.token.keys.TokenDigest;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;
import org.jspecify.annotations.Nullable;

/// The rows of the secrets' digests: the live ones of each token, one or two, and those that ended.
final class SecretRows {
    /// One live secret of a token.
    ///
    /// @param serial 1 for a token's first secret
    /// @param endsAt null for the newest
    record Secret(TokenDigest digest, int serial, Instant createdAt, @Nullable Instant endsAt) {}

    private SecretRows() {}

    /// The secrets of a token, the newest first.
    static List<Secret> of(Query query, String tokenId) {
        return query
                .rows(
                        "select key_id, digest, serial, created_at, ends_at from token_secret"
                                + " where token_id = ? order by serial desc",
                        tokenId)
                .stream()
                .map(row ->
                        new Secret(
                                digest(row),
                                (int) row.number("serial"),
                                row.time("created_at"),
                                row.timeIf("ends_at").orElse(null)))
                .toList();
    }

    static void insert(
            Transaction tx, String tokenId, TokenDigest digest, int serial, Instant now) {
        tx.update(
                "insert into token_secret (key_id, digest, token_id, serial, created_at)"
                        + " values (?, ?, ?, ?, ?)",
                digest.keyId(),
                digest.bytes(),
                tokenId,
                serial,
                now);
    }

    static void endsAt(Transaction tx, TokenDigest digest, Instant at) {
        tx.update(
                "update token_secret set ends_at = ? where key_id = ? and digest = ?",
                at,
                digest.keyId(),
                digest.bytes());
    }

    /// Moves a secret to those that ended, of which the oldest gives way.
    static void end(Transaction tx, TokenDigest digest, TokenDirectory.Ended how, Instant now) {
        tx.update(
                "delete from token_secret where key_id = ? and digest = ?",
                digest.keyId(),
                digest.bytes());
        tx.update(
                "insert into ended_secret (key_id, digest, token_id, token_name, deleted, ended_at)"
                        + " values (?, ?, ?, ?, ?, ?)",
                digest.keyId(),
                digest.bytes(),
                how.tokenId(),
                how.name(),
                how.deleted(),
                now);
        tx.update(
                "delete from ended_secret where ended_at < (select ended_at from ended_secret"
                        + " order by ended_at desc limit 1 offset ?)",
                TokenDirectory.MOST_ENDED - 1);
    }

    /// Fills the directory: every token, its secrets, and those that ended. One pass over each
    /// table: a start must be quick with a million tokens.
    static void load(Query query, TokenDirectory directory) {
        TokenRows rows = new TokenRows();
        query.each(
                "select " + TokenRows.GRANT + " from admin_token",
                row -> directory.add(rows.grant(row)));
        query.each(
                "select key_id, digest, token_id, serial, ends_at from token_secret",
                row ->
                        directory.addSecret(
                                row.text("token_id"),
                                digest(row),
                                (int) row.number("serial"),
                                row.timeIf("ends_at").orElse(null)));
        query.each(
                "select key_id, digest, token_id, token_name, deleted from ended_secret"
                        + " order by ended_at",
                row ->
                        directory.end(
                                digest(row),
                                new TokenDirectory.Ended(
                                        row.text("token_id"),
                                        row.text("token_name"),
                                        row.truth("deleted"))));
    }

    private static TokenDigest digest(Row row) {
        return TokenDigest.of((int) row.number("key_id"), row.bytes("digest"));
    }
}
