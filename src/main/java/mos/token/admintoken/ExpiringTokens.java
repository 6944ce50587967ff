package mos.token.admintoken;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mos.token.notify.NewNotice;
import mos.token.notify.Severity;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;
import org.jspecify.annotations.Nullable;

/// Tokens that expire soon, in the order of their expiry.
record ExpiringTokens(Instant now) implements Due<ExpiringTokens.Expiring> {
    static final String NOTICE = "admin-token.expiring";

    /// Days before an expiry at which it is told of.
    private static final int[] STAGES = {30, 14, 7, 3, 1};

    /// The indexed form of the expiry, in which never is a number too.
    private static final String EXPIRY = "coalesce(expires_at, 9223372036854775807)";

    /// A token that reached a stage.
    ///
    /// @param days the stage: 30, 14, 7, 3 or 1
    record Expiring(long id, String name, Instant at, int days, Uses uses) {}

    /// The key of the notice of one token.
    static String key(String id) {
        return NOTICE + ":" + id;
    }

    @Override
    public Place start() {
        return Place.behind(now.toEpochMilli());
    }

    @Override
    public List<Row> page(Query query, Place after) {
        return Due.page(
                query,
                "id, name, active, expires_at, expiry_set_at, expiry_told, " + UseRows.USES,
                EXPIRY,
                after,
                now.plus(Duration.ofDays(STAGES[0])).toEpochMilli());
    }

    @Override
    public Place place(Row row) {
        return new Place(row.number("expires_at"), row.number("id"));
    }

    /// The stage that a token reached, unless it was told of, or the expiry was chosen later than
    /// that: who makes a token for a week knows that it ends within 14 days.
    @Override
    public Optional<Expiring> due(Row row) {
        if (!row.truth("active")) {
            return Optional.empty();
        }
        Instant at = row.time("expires_at");
        Instant chosen = row.timeIf("expiry_set_at").orElse(Instant.MIN);
        long told = row.number("expiry_told");
        return IntStream.of(STAGES)
                .filter(days -> !now.isBefore(at.minus(Duration.ofDays(days))))
                .filter(days -> chosen.isBefore(at.minus(Duration.ofDays(days))))
                .filter(days -> told == 0 || days < told)
                .min()
                .stream()
                .mapToObj(days ->
                        new Expiring(
                                row.number("id"), row.text("name"), at, days, UseRows.uses(row)))
                .findFirst();
    }

    @Override
    public void told(Transaction tx, List<Expiring> tokens) {
        tx.updateAll(
                "update admin_token set expiry_told = ? where id = ?",
                tokens.stream()
                        .<@Nullable Object[]>map(token -> new Object[] {token.days(), token.id()})
                        .toList());
    }

    @Override
    public String notice() {
        return NOTICE;
    }

    @Override
    public NewNotice one(Expiring token) {
        String id = Long.toString(token.id());
        return new NewNotice(
                key(id),
                NOTICE,
                token.days() <= 3 ? Severity.ALERT : Severity.WARNING,
                "'%s' expires in %s"
                        .formatted(
                                token.name(), token.days() == 1 ? "a day" : token.days() + " days"),
                "The admin token '%s' ends at %s. %s Give it a later expiry, or rotate it into the tools that need it."
                        .formatted(token.name(), token.at(), token.uses().lastInWords()),
                id);
    }

    @Override
    public NewNotice together(Expiring first, long count) {
        return new NewNotice(
                togetherKey(),
                NOTICE,
                Severity.WARNING,
                count + " admin tokens expire soon",
                "The first is '%s', at %s. List them sorted by expiry."
                        .formatted(first.name(), first.at()),
                "");
    }
}
