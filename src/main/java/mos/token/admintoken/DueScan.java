package mos.token.admintoken;

import java.time.Instant;
import java.util.List;
import mos.token.notify.NewNotice;
import mos.token.notify.Notices;
import mos.token.store.Database;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;
import org.jspecify.annotations.Nullable;

/// Looks for tokens of which a person should hear, and tells of them. What is found on a page is
/// told and marked in the transaction that found it: it cannot have changed meanwhile, nothing is
/// told twice or forgotten, and other writers get in between the pages.
final class DueScan {
    /// How many tokens of a kind are told of one by one each time; more are told of together.
    static final int MOST = 20;

    private final Database database;
    private final Notices notices;

    DueScan(Database database, Notices notices) {
        this.database = database;
        this.notices = notices;
    }

    /// Looks at all tokens, as of `now`.
    void run(Instant now) {
        tell(new ExpiredTokens(notices, now));
        settleWhenOver(new ExpiringTokens(now));
        settleWhenOver(new IdleTokens(now));
    }

    /// Tells of a kind that lasts: when there is none any more, the notice of many goes.
    private void settleWhenOver(Due<?> kind) {
        if (!tell(kind)) {
            database.write(tx -> {
                notices.settle(tx, kind.togetherKey());
                return kind;
            });
        }
    }

    /// @return whether there is any, told of now or before
    private boolean tell(Due<?> kind) {
        Telling<?> telling = new Telling<>(kind);
        int found = Due.PAGE;
        while (found == Due.PAGE) {
            // Most pages hold nothing new: nobody waits for the writer because of them.
            int read = database.read(telling::passOver);
            found = read >= 0 ? read : database.write(telling::page);
        }
        return telling.any;
    }

    /// How far the telling of one kind is.
    private final class Telling<T> {
        private final Due<T> kind;
        private Due.Place after;
        private int oneByOne;
        private @Nullable T first;
        private long together;
        private boolean any;

        Telling(Due<T> kind) {
            this.kind = kind;
            this.after = kind.start();
        }

        /// Goes behind the next page when nothing of it is to be told.
        ///
        /// @return how many tokens it had, or -1 when it stays
        int passOver(Query query) {
            List<Row> rows = kind.page(query, after);
            if (rows.stream().anyMatch(row -> kind.due(row).isPresent())) {
                return -1;
            }
            return passed(rows);
        }

        private int passed(List<Row> rows) {
            any |= rows.stream().anyMatch(kind::lasts);
            if (!rows.isEmpty()) {
                after = kind.place(rows.getLast());
            }
            return rows.size();
        }

        /// Tells of the next page; returns how many tokens it had.
        int page(Transaction tx) {
            List<Row> rows = kind.page(tx, after);
            List<T> due = rows.stream().flatMap(row -> kind.due(row).stream()).toList();
            kind.told(tx, due);
            if (first == null && oneByOne + due.size() <= MOST) {
                oneByOne += due.size();
                for (T token : due) {
                    NewNotice notice = kind.one(token);
                    notices.settle(tx, notice.key());
                    notices.raise(tx, notice);
                }
            } else if (!due.isEmpty()) {
                together(tx, due);
            }
            return passed(rows);
        }

        private void together(Transaction tx, List<T> due) {
            T shown = first == null ? due.getFirst() : first;
            if (first == null) {
                first = shown;
                notices.settle(tx, kind.togetherKey());
            }
            together += due.size();
            notices.raise(tx, kind.together(shown, together));
        }
    }
}
