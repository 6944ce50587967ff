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

    /// How many rows are read at a time when those before held too few that match.
    private static final int MORE = 1_000;

    private final TokenQuery query;
    private final Instant now;
    private final String text;
    private final StringBuilder sql = new StringBuilder();
    private final List<@Nullable Object> values = new ArrayList<>();

    private TokenList(TokenQuery query, Instant now) {
        this.query = query;
        this.now = now;
        this.text = TokenWords.key(query.text());
    }

    /// One more row than the page holds, so that the caller knows whether there is a next one.
    ///
    /// @throws IllegalArgumentException when the cursor is none of ours
    static List<Row> select(Query database, TokenQuery query, Instant now) {
        int wanted = query.limit() + 1;
        List<Row> matching = new ArrayList<>();
        String after = query.after();
        int size = wanted;
        while (true) {
            TokenList list = new TokenList(query, now);
            list.build(after, size);
            List<Row> rows = database.rows(list.sql.toString(), list.values.toArray());
            rows.stream().filter(list::matches).forEach(matching::add);
            if (rows.size() < size || matching.size() >= wanted) {
                return matching.subList(0, Math.min(wanted, matching.size()));
            }
            after = cursor(query, rows.getLast());
            size = Math.max(wanted, MORE);
        }
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

    private void build(String after, int size) {
        sql.append("select name_key, ")
                .append(TokenRows.TOKEN)
                .append(", ")
                .append(UseRows.USES)
                .append(", ")
                .append(SecretRows.OLD_ENDS_AT)
                .append(" from admin_token where 1 = 1");
        filter();
        if (!after.isEmpty()) {
            follow(after);
        }
        String direction = query.descending() ? " desc" : "";
        sql.append(" order by ");
        if (query.sort() != TokenQuery.Sort.CREATED) {
            sql.append(column()).append(direction).append(", ");
        }
        sql.append("id").append(direction).append(" limit ?");
        values.add(size);
    }

    /// Whether a row holds the text. The database folds A to Z only, so it gives every description
    /// that has other characters.
    private boolean matches(Row row) {
        return row.text("name_key").contains(text)
                || TokenWords.key(row.text("description")).contains(text);
    }

    private void filter() {
        if (!query.text().isEmpty()) {
            and(
                    "(name_key like ? escape '!' or lower(description) like ? escape '!'"
                            + " or octet_length(description) > length(description))");
            values.add(like(text));
            values.add(like(text));
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

    private void follow(String after) {
        String[] cursor;
        long id;
        Object value;
        try {
            cursor =
                    new String(Base64.getUrlDecoder().decode(after), StandardCharsets.UTF_8)
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
