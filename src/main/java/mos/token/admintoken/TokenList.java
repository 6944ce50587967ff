package mos.token.admintoken;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import mos.token.store.Query;
import mos.token.store.Row;
import org.jspecify.annotations.Nullable;

/// Builds and runs the select of one page. Pages follow on the values of the row before them, so
/// that the last page of a million costs what the first one does.
final class TokenList {
    private static final long NEVER = Long.MAX_VALUE;

    /// The indexed form of the expiry, in which never is a number too.
    private static final String EXPIRY = "coalesce(expires_at, " + NEVER + ")";

    private final TokenQuery query;
    private final Instant now;
    private final StringBuilder sql = new StringBuilder();
    private final List<@Nullable Object> values = new ArrayList<>();

    private TokenList(TokenQuery query, Instant now) {
        this.query = query;
        this.now = now;
    }

    /// One more row than the page holds, so that the caller knows whether there is a next one.
    ///
    /// @throws IllegalArgumentException when the cursor is none of ours
    static List<Row> select(Query database, TokenQuery query, Instant now) {
        TokenList list = new TokenList(query, now);
        list.build();
        return database.rows(list.sql.toString(), list.values.toArray());
    }

    /// The cursor behind a row.
    static String cursor(TokenQuery query, Row row) {
        String value =
                switch (query.sort()) {
                    case CREATED -> "";
                    case NAME -> row.text("name_key");
                    case USED -> Long.toString(row.number("used_at"));
                    case EXPIRES -> Long.toString(row.numberIf("expires_at").orElse(NEVER));
                };
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((row.number("id") + " " + value).getBytes(StandardCharsets.UTF_8));
    }

    private void build() {
        sql.append("select name_key, ")
                .append(TokenRows.TOKEN)
                .append(", ")
                .append(UseRows.USES)
                .append(" from admin_token where 1 = 1");
        filter();
        if (!query.after().isEmpty()) {
            follow();
        }
        String direction = query.descending() ? " desc" : "";
        sql.append(" order by ");
        if (query.sort() != TokenQuery.Sort.CREATED) {
            sql.append(column()).append(direction).append(", ");
        }
        sql.append("id").append(direction).append(" limit ?");
        values.add(query.limit() + 1);
    }

    private void filter() {
        if (!query.text().isEmpty()) {
            and("(name_key like ? escape '!' or lower(description) like ? escape '!')");
            values.add(like(TokenWords.key(query.text())));
            values.add(like(query.text().toLowerCase(java.util.Locale.ROOT)));
        }
        switch (query.state()) {
            case ACTIVE -> {
                and("active = 1 and coalesce(not_before, 0) <= ? and " + EXPIRY + " > ?");
                values.add(now);
                values.add(now);
            }
            case INACTIVE -> and("active = 0");
            case EXPIRED -> {
                and("active = 1 and expires_at <= ?");
                values.add(now);
            }
            case PENDING -> {
                and("active = 1 and not_before > ? and " + EXPIRY + " > ?");
                values.add(now);
                values.add(now);
            }
            case null -> {}
        }
        if (query.mode() != null) {
            and("permissions like ?");
            values.add("{\"mode\":\"" + query.mode() + "\"%");
        }
        if (query.unusedFor() != null) {
            and("used_at < ? and created_at < ?");
            values.add(now.minus(query.unusedFor()));
            values.add(now.minus(query.unusedFor()));
        }
        if (query.expiresWithin() != null) {
            and("expires_at > ? and expires_at <= ?");
            values.add(now);
            values.add(now.plus(query.expiresWithin()));
        }
    }

    private void follow() {
        String[] cursor;
        long id;
        Object value;
        try {
            cursor =
                    new String(Base64.getUrlDecoder().decode(query.after()), StandardCharsets.UTF_8)
                            .split(" ", 2);
            id = Long.parseLong(cursor[0]);
            value =
                    switch (query.sort()) {
                        case CREATED -> "";
                        case NAME -> cursor[1];
                        case USED, EXPIRES -> Long.parseLong(cursor[1]);
                    };
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
            throw new IllegalArgumentException(
                    "after must be the one of a 'next' link, with the same sort");
        }
        String beyond = query.descending() ? "<" : ">";
        if (query.sort() == TokenQuery.Sort.CREATED) {
            and("id " + beyond + " ?");
            values.add(id);
        } else {
            and("(" + column() + ", id) " + beyond + " (?, ?)");
            values.add(value);
            values.add(id);
        }
    }

    private String column() {
        return switch (query.sort()) {
            case CREATED -> "id";
            case NAME -> "name_key";
            case USED -> "used_at";
            case EXPIRES -> EXPIRY;
        };
    }

    private void and(String condition) {
        sql.append(" and ").append(condition);
    }

    private static String like(String part) {
        return "%" + part.replaceAll("[!%_]", "!$0") + "%";
    }
}
