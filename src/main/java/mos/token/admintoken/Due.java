package mos.token.admintoken;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mos.token.notify.NewNotice;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;

/// Tokens of which a person should hear at some time: how they are found, page by page, and told
/// of.
///
/// @param <T> what is told of one
sealed interface Due<T> permits ExpiredTokens, ExpiringTokens, IdleTokens {
    /// How many tokens are looked at in one transaction.
    int PAGE = 1_000;

    /// A place in the order of an index: the value of its column, then the id.
    record Place(long value, long id) {
        /// Behind every token of this value.
        static Place behind(long value) {
            return new Place(value, Long.MAX_VALUE);
        }
    }

    /// Where the first page begins.
    Place start();

    /// At most [#PAGE] tokens behind a place, due or not.
    List<Row> page(Query query, Place after);

    /// The place of a row.
    Place place(Row row);

    /// What is to be told of a row's token, unless it was told of.
    Optional<T> due(Row row);

    /// Whether what is told of it lasts: told of before, or to be told of now.
    boolean lasts(Row row);

    /// Marks tokens as told of.
    void told(Transaction tx, List<T> tokens);

    /// The kind of its notices.
    String notice();

    /// The notice of one token.
    NewNotice one(T token);

    /// The notice of many together, always of the key [#togetherKey()].
    NewNotice together(T first, long count);

    /// The key of the one notice of many tokens.
    default String togetherKey() {
        return notice() + ":many";
    }

    /// A page in the order of an indexed column.
    ///
    /// @param last the greatest value
    static List<Row> page(Query query, String columns, String indexed, Place after, long last) {
        String select = "select " + columns + " from admin_token where " + indexed;
        // Two statements: for a comparison of both at once SQLite would walk over all of an equal
        // value, page by page.
        List<Row> rows =
                new ArrayList<>(
                        query.rows(
                                select + " = ? and id > ? order by id limit ?",
                                after.value(),
                                after.id(),
                                PAGE));
        rows.addAll(
                query.rows(
                        "%s > ? and %s <= ? order by %s, id limit ?"
                                .formatted(select, indexed, indexed),
                        after.value(),
                        last,
                        PAGE - rows.size()));
        return rows;
    }
}
