package mos.token.admintoken;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mos.token.store.Row;
import mos.token.store.Transaction;

/// Takes back what was decided while the time by which tokens live lay ahead of the one that is
/// accepted now.
final class Rewind {
    /// Times of things that happened; what seems to have happened later than now happened before.
    private static final List<String> HAPPENED = List.of("used_at", "expiry_set_at", "created_at");

    private Rewind() {}

    /// Lets no old secret open for longer than a rotation could give it, and forgets what was told
    /// too early, so that it is told when it is so.
    static void to(Transaction tx, Instant now, TokenDirectory directory, TokenNotices notices) {
        capOldSecrets(tx, now.plus(AdminTokens.LONGEST_OVERLAP), directory);
        for (String column : HAPPENED) {
            tx.update("update admin_token set %1$s = ? where %1$s > ?".formatted(column), now, now);
        }
        tx.update(
                "update admin_token set expiry_told = 0 where expiry_told > 0"
                        + " and expires_at - expiry_told * ? > ?",
                Duration.ofDays(1).toMillis(),
                now);
        Instant cutoff = now.minus(Duration.ofDays(IdleTokens.DAYS));
        tx.update(
                "update admin_token set idle_told = 0 where idle_told = 1"
                        + " and (used_at >= ? or created_at >= ?)",
                cutoff,
                cutoff);
        notices.rewound(tx);
    }

    /// Whether a token's row says that this was told; false for a token that is gone.
    static boolean told(Transaction tx, String column, String id) {
        return tx.row("select " + column + " from admin_token where id = ?", Grant.number(id))
                .filter(row -> row.truth(column))
                .isPresent();
    }

    private static void capOldSecrets(Transaction tx, Instant latest, TokenDirectory directory) {
        for (Row row : tx.rows("select * from old_secret where ends_at > ?", latest)) {
            tx.afterCommit(() ->
                    directory.addOld(
                            row.number("token_id"),
                            SecretRows.digest(row),
                            (int) row.number("serial"),
                            latest));
        }
        tx.update("update old_secret set ends_at = ? where ends_at > ?", latest, latest);
    }
}
