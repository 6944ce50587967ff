package mos.token.admintoken;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import mos.token.access.Permissions;
import mos.token.json.Json;
import mos.token.keys.TokenDigest;
import mos.token.net.Cidr;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rows of admin tokens.
final class TokenRows {
    private static final Logger LOG = LoggerFactory.getLogger(TokenRows.class);

    /// How many different texts of permissions are parsed only once at a start.
    private static final int MOST_KNOWN = 10_000;

    /// The columns of a [Grant].
    static final String GRANT =
            "id, secret, name, permissions, active, not_before, expires_at, networks, active = 1"
                    + " and not_before is null and expires_at is null and networks = '' as always";

    /// The columns of an [AdminToken].
    static final String TOKEN = GRANT + ", description, created_at, deactivated_at, legacy";

    private final Map<String, Permissions> known = new HashMap<>();

    static Optional<AdminToken> find(Query query, long id) {
        return query.row("select " + TOKEN + " from admin_token where id = ?", id)
                .map(new TokenRows()::token);
    }

    static boolean nameTaken(Query query, String nameKey, long exceptId) {
        return query.row(
                        "select id from admin_token where name_key = ? and id <> ?",
                        nameKey,
                        exceptId)
                .isPresent();
    }

    static void insert(Transaction tx, AdminToken token, TokenDigest digest) {
        tx.update(
                "insert into admin_token (id, name, name_key, description, permissions, legacy,"
                        + " active, created_at, deactivated_at, not_before, expires_at,"
                        + " expiry_set_at, networks, key_id, digest, secret_created_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                token.number(),
                token.name(),
                TokenWords.key(token.name()),
                token.description(),
                Json.writeText(token.permissions().toStoredJson()),
                token.legacy(),
                token.active(),
                token.createdAt(),
                token.deactivatedAt(),
                token.life().notBefore(),
                token.life().expiresAt(),
                token.createdAt(),
                networks(token.life()),
                digest.keyId(),
                digest.bytes(),
                token.createdAt());
    }

    static void update(Transaction tx, AdminToken token) {
        tx.update(
                "update admin_token set name = ?, name_key = ?, description = ?, permissions = ?,"
                        + " active = ?, deactivated_at = ?, not_before = ?, expires_at = ?,"
                        + " networks = ? where id = ?",
                token.name(),
                TokenWords.key(token.name()),
                token.description(),
                Json.writeText(token.permissions().toStoredJson()),
                token.active(),
                token.deactivatedAt(),
                token.life().notBefore(),
                token.life().expiresAt(),
                networks(token.life()),
                token.number());
    }

    static void expirySet(Transaction tx, long id, Instant at) {
        tx.update("update admin_token set expiry_set_at = ?, expiry_told = 0 where id = ?", at, id);
    }

    /// Nothing was told of a token that is stopped: what is so still is told when it goes on.
    static void untold(Transaction tx, long id) {
        tx.update("update admin_token set expiry_told = 0, idle_told = 0 where id = ?", id);
    }

    static void delete(Transaction tx, long id) {
        tx.update("delete from admin_token where id = ?", id);
    }

    /// The next id: the time in milliseconds as MOS has it, or one more than the last when that is
    /// not later. The last one is kept apart from the tokens, so that a deleted token's id never
    /// comes back, whatever the clock does.
    static long nextId(Transaction tx, Instant now) {
        long millis = now.toEpochMilli();
        tx.update(
                "update admin_token_id set last = case when last >= ? then last + 1 else ? end",
                millis,
                millis);
        return tx.row("select last from admin_token_id").orElseThrow().number("last");
    }

    /// Gives a token that was made elsewhere the id it had there; false when that is or was
    /// another's here. Only for ids of the past: the next one given is greater.
    static boolean claimId(Transaction tx, long id) {
        boolean taken =
                tx.row(
                                "select id from admin_token where id = ? union all"
                                        + " select token_id from ended_secret where token_id = ?",
                                id,
                                id)
                        .isPresent();
        if (!taken) {
            tx.update("update admin_token_id set last = ? where last < ?", id, id);
        }
        return !taken;
    }

    /// The [#TOKEN] of a row.
    AdminToken token(Row row) {
        return new AdminToken(
                grant(row),
                row.text("description"),
                row.time("created_at"),
                row.timeIf("deactivated_at").orElse(null),
                row.truth("legacy"));
    }

    /// The [#GRANT] of a row.
    Grant grant(Row row) {
        return new Grant(
                row.number("id"),
                (int) row.number("secret"),
                row.text("name"),
                permissions(row),
                // Most lives have no bounds: a start then reads one column instead of four.
                row.truth("always")
                        ? Life.ALWAYS
                        : new Life(
                                row.truth("active"),
                                row.timeIf("not_before").orElse(null),
                                row.timeIf("expires_at").orElse(null),
                                networks(row)));
    }

    private Permissions permissions(Row row) {
        String text = row.text("permissions");
        Permissions permissions = known.get(text);
        if (permissions == null) {
            permissions = parsed(text, row.number("id"));
            if (known.size() < MOST_KNOWN) {
                known.put(text, permissions);
            }
        }
        return permissions;
    }

    /// A damaged row must not stop the others, nor grant anything.
    private static Permissions parsed(String text, long id) {
        try {
            return Permissions.parseStored(Json.read(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "admin token {} has damaged permissions and may do nothing now: {}",
                    id,
                    e.getMessage());
            return Permissions.nothing();
        }
    }

    private static String networks(Life life) {
        return life.networks().stream().map(Cidr::toString).collect(Collectors.joining(","));
    }

    /// A damaged row must not stop the others. It opens nothing, and goes on so when the token is
    /// changed, until somebody chooses its networks anew.
    private static List<Cidr> networks(Row row) {
        String text = row.text("networks");
        if (text.isEmpty()) {
            return List.of();
        }
        try {
            return Arrays.stream(text.split(",", -1)).map(Cidr::parse).toList();
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "admin token {} has damaged networks and opens nothing now: {}",
                    row.number("id"),
                    e.getMessage());
            return List.of(Cidr.NOWHERE);
        }
    }
}
