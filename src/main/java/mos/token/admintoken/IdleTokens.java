package mos.token.admintoken;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mos.token.notify.NewNotice;
import mos.token.notify.Severity;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;
import org.jspecify.annotations.Nullable;

/// Tokens that nobody used for long, the never used first.
record IdleTokens(Instant now) implements Due<IdleTokens.Idle> {
    static final String NOTICE = "admin-token.idle";

    /// After so many days without use a token is idle.
    static final int DAYS = 90;

    /// A token that nobody used for long.
    ///
    /// @param usedAt empty for never
    record Idle(long id, String name, Optional<Instant> usedAt) {}

    /// The key of the notice of one token.
    static String key(String id) {
        return NOTICE + ":" + id;
    }

    @Override
    public Place start() {
        return Place.behind(-1);
    }

    @Override
    public List<Row> page(Query query, Place after) {
        return Due.page(
                query,
                "id, name, active, created_at, used_at, idle_told",
                "used_at",
                after,
                cutoff().toEpochMilli() - 1);
    }

    @Override
    public Place place(Row row) {
        return new Place(row.number("used_at"), row.number("id"));
    }

    @Override
    public Optional<Idle> due(Row row) {
        if (!row.truth("active")
                || row.truth("idle_told")
                || !row.time("created_at").isBefore(cutoff())) {
            return Optional.empty();
        }
        return Optional.of(
                new Idle(
                        row.number("id"),
                        row.text("name"),
                        row.numberIf("used_at").filter(at -> at > 0).map(Instant::ofEpochMilli)));
    }

    @Override
    public void told(Transaction tx, List<Idle> tokens) {
        tx.updateAll(
                "update admin_token set idle_told = 1 where id = ?",
                tokens.stream()
                        .<@Nullable Object[]>map(token -> new Object[] {token.id()})
                        .toList());
    }

    @Override
    public String notice() {
        return NOTICE;
    }

    @Override
    public NewNotice one(Idle token) {
        String id = Long.toString(token.id());
        return new NewNotice(
                key(id),
                NOTICE,
                Severity.INFO,
                "'" + token.name() + "' is unused",
                "Nobody used the admin token '%s' for %d days (%s). Delete it if nobody needs it."
                        .formatted(
                                token.name(),
                                DAYS,
                                token.usedAt().map(at -> "last at " + at).orElse("never")),
                id);
    }

    @Override
    public NewNotice together(Idle first, long count) {
        return new NewNotice(
                togetherKey(),
                NOTICE,
                Severity.INFO,
                count + " admin tokens are unused",
                "Nobody used them for %d days. List them by last use, and delete what nobody needs."
                        .formatted(DAYS),
                "");
    }

    private Instant cutoff() {
        return now.minus(Duration.ofDays(DAYS));
    }
}
