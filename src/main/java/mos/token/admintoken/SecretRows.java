package mos.token.admintoken;

import java.time.Instant;
import java.util.Optional;
import mos.token.keys.TokenDigest;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;

/// The rows of the secrets' digests: the newest of each token, the one before it while a rotation
/// lets it open still, and those that ended.
final class SecretRows {
    /// A secret of a token.
    ///
    /// @param serial 1 for a token's first secret
    record Secret(TokenDigest digest, int serial, Instant createdAt) {}

    /// The secret before the newest.
    record Old(Secret secret, Instant endsAt) {}

    /// When the secret before the newest ends, as a column of a select from `admin_token`.
    static final String OLD_ENDS_AT =
            "(select ends_at from old_secret where token_id = admin_token.id) as old_ends_at";

    private SecretRows() {}

    /// The newest secret of a token that exists.
    static Secret newest(Query query, long tokenId) {
        return query.row(
                        "select key_id, digest, secret as serial, secret_created_at as created_at"
                                + " from admin_token where id = ?",
                        tokenId)
                .map(SecretRows::secret)
                .orElseThrow();
    }

    /// The secret before the newest, if it was not ended yet.
    static Optional<Old> old(Query query, long tokenId) {
        return query.row("select * from old_secret where token_id = ?", tokenId)
                .map(row -> new Old(secret(row), row.time("ends_at")));
    }

    /// Makes this the newest secret of a token; it has our own format, also where MOS made the
    /// token.
    static void newest(Transaction tx, long tokenId, Secret secret) {
        tx.update(
                "update admin_token set secret = ?, key_id = ?, digest = ?, secret_created_at = ?,"
                        + " legacy = 0 where id = ?",
                secret.serial(),
                secret.digest().keyId(),
                secret.digest().bytes(),
                secret.createdAt(),
                tokenId);
    }

    /// Lets this secret open until `endsAt` beside the newest.
    static void old(Transaction tx, long tokenId, Secret secret, Instant endsAt) {
        tx.update(
                "insert into old_secret (token_id, serial, key_id, digest, created_at, ends_at)"
                        + " values (?, ?, ?, ?, ?, ?)",
                tokenId,
                secret.serial(),
                secret.digest().keyId(),
                secret.digest().bytes(),
                secret.createdAt(),
                endsAt);
    }

    /// Keeps a secret among those that ended, of which the oldest gives way.
    static void end(Transaction tx, Secret secret, TokenDirectory.Ended how, Instant now) {
        tx.update(
                "delete from old_secret where token_id = ? and serial = ?",
                Grant.number(how.tokenId()),
                secret.serial());
        tx.update(
                "insert into ended_secret (key_id, digest, token_id, token_name, ended_at)"
                        + " values (?, ?, ?, ?, ?)",
                secret.digest().keyId(),
                secret.digest().bytes(),
                Grant.number(how.tokenId()),
                how.name(),
                now);
        tx.update(
                "delete from ended_secret where ended_at < (select ended_at from ended_secret"
                        + " order by ended_at desc limit 1 offset ?)",
                TokenDirectory.MOST_ENDED - 1);
    }

    private static Secret secret(Row row) {
        return new Secret(digest(row), (int) row.number("serial"), row.time("created_at"));
    }

    static TokenDigest digest(Row row) {
        return TokenDigest.of((int) row.number("key_id"), row.bytes("digest"));
    }
}
