package mos.token.admintoken;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mos.token.notify.NewNotice;
import mos.token.notify.Notices;
import mos.token.notify.Severity;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;

/// Tokens that expired after that was told ahead: the warning gives way to the fact. Who chose an
/// expiry too near for a warning knows of it.
record ExpiredTokens(Notices notices, Instant now) implements Due<ExpiredTokens.Expired> {
    private static final String NOTICE = "admin-token.expired";

    /// A token that expired.
    record Expired(long id, String name, Instant at, Uses uses) {}

    /// The key of the notice of one token.
    static String key(String id) {
        return NOTICE + ":" + id;
    }

    @Override
    public Place start() {
        return new Place(0, 0);
    }

    /// The page before this one is not found again: its tokens are marked.
    @Override
    public List<Row> page(Query query, Place after) {
        return query.rows(
                "select id, name, expires_at, "
                        + UseRows.USES
                        + " from admin_token where expiry_told > 0 and expires_at <= ?"
                        + " order by expires_at limit ?",
                now,
                PAGE);
    }

    @Override
    public Place place(Row row) {
        return new Place(row.number("expires_at"), row.number("id"));
    }

    @Override
    public Optional<Expired> due(Row row) {
        return Optional.of(
                new Expired(
                        row.number("id"),
                        row.text("name"),
                        row.time("expires_at"),
                        UseRows.uses(row)));
    }

    @Override
    public boolean lasts(Row row) {
        return true;
    }

    @Override
    public void told(Transaction tx, List<Expired> tokens) {
        for (Expired token : tokens) {
            tx.update("update admin_token set expiry_told = 0 where id = ?", token.id());
            notices.settle(tx, ExpiringTokens.key(Long.toString(token.id())));
        }
    }

    @Override
    public String notice() {
        return NOTICE;
    }

    @Override
    public NewNotice one(Expired token) {
        String id = Long.toString(token.id());
        return new NewNotice(
                key(id),
                NOTICE,
                Severity.WARNING,
                "'" + token.name() + "' expired",
                "The admin token '%s' ended at %s. %s Give it a later expiry if it is needed, else delete it."
                        .formatted(token.name(), token.at(), token.uses().lastInWords()),
                id);
    }

    @Override
    public NewNotice together(Expired first, long count) {
        return new NewNotice(
                togetherKey(),
                NOTICE,
                Severity.WARNING,
                count + " admin tokens expired",
                "The first was '%s', at %s. List those that are expired."
                        .formatted(first.name(), first.at()),
                "");
    }
}
