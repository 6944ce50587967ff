package mos.token.admintoken;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mos.token.access.Permissions;
import mos.token.json.Json;
import mos.token.keys.TokenDigest;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rows of admin tokens and their secrets' digests.
final class TokenRows {
    private static final Logger LOG = LoggerFactory.getLogger(TokenRows.class);

    private TokenRows() {}

    /// All tokens in the order of their creation. Ids are numbers in text: the longer is greater.
    static List<AdminToken> all(Query query) {
        return query.rows("select * from admin_token order by length(id), id").stream()
                .map(TokenRows::token)
                .toList();
    }

    static Optional<AdminToken> find(Query query, String id) {
        return query.row("select * from admin_token where id = ?", id).map(TokenRows::token);
    }

    /// The digests of every token's secrets, by the token's id.
    static Map<String, List<TokenDigest>> digests(Query query) {
        Map<String, List<TokenDigest>> digests = new HashMap<>();
        for (Row row : query.rows("select token_id, key_id, digest from token_secret")) {
            digests.computeIfAbsent(row.text("token_id"), _ -> new ArrayList<>())
                    .add(TokenDigest.of((int) row.number("key_id"), row.bytes("digest")));
        }
        return digests;
    }

    static boolean nameTaken(Query query, String nameKey) {
        return query.row("select id from admin_token where name_key = ?", nameKey).isPresent();
    }

    static void insert(Transaction tx, AdminToken token, String nameKey, TokenDigest digest) {
        tx.update(
                "insert into admin_token (id, name, name_key, description, permissions, legacy,"
                        + " active, created_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
                token.id(),
                token.name(),
                nameKey,
                token.description(),
                Json.writeText(token.permissions().toJson()),
                token.legacy(),
                token.active(),
                token.createdAt());
        tx.update(
                "insert into token_secret (key_id, digest, token_id, created_at)"
                        + " values (?, ?, ?, ?)",
                digest.keyId(),
                digest.bytes(),
                token.id(),
                token.createdAt());
    }

    static void update(Transaction tx, AdminToken token) {
        tx.update(
                "update admin_token set permissions = ?, active = ?, deactivated_at = ?"
                        + " where id = ?",
                Json.writeText(token.permissions().toJson()),
                token.active(),
                token.deactivatedAt(),
                token.id());
    }

    static void delete(Transaction tx, String id) {
        tx.update("delete from admin_token where id = ?", id);
    }

    /// The next id: the time in milliseconds as MOS has it, or one more than the last when that is
    /// not later. The last one is kept apart from the tokens, so that a deleted token's id never
    /// comes back, whatever the clock does.
    static String nextId(Transaction tx, Instant now) {
        long millis = now.toEpochMilli();
        tx.update(
                "update admin_token_id set last = case when last >= ? then last + 1 else ? end",
                millis,
                millis);
        return Long.toString(
                tx.row("select last from admin_token_id").orElseThrow().number("last"));
    }

    private static AdminToken token(Row row) {
        return new AdminToken(
                row.text("id"),
                row.text("name"),
                row.text("description"),
                permissions(row),
                row.time("created_at"),
                row.truth("active"),
                row.timeIf("deactivated_at").orElse(null),
                row.truth("legacy"));
    }

    /// A damaged row must not stop the others, nor grant anything.
    private static Permissions permissions(Row row) {
        try {
            return Permissions.parse(
                    Json.read(row.text("permissions").getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "admin token {} has damaged permissions and may do nothing now: {}",
                    row.text("id"),
                    e.getMessage());
            return Permissions.nothing();
        }
    }
}
