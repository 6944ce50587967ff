package mos.token.admintoken;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;

/// The tokens of which a person should hear: those that expire soon, and those that lie idle.
///
/// @param expiring with the stage that each has reached
/// @param idle at most [#MOST] of those that were not told of yet
/// @param idleCount all of them
record DueRows(List<Expiring> expiring, List<Idle> idle, long idleCount) {
    /// After so many days without use a token is idle.
    static final int IDLE_DAYS = 90;

    /// How many tokens are told of one by one; more are told of together.
    static final int MOST = 20;

    /// Days before an expiry at which it is told of.
    private static final int[] STAGES = {30, 14, 7, 3, 1};

    private static final String UNTOLD_IDLE =
            " from admin_token where active = 1 and idle_told = 0 and used_at < ?"
                    + " and created_at < ?";

    /// A token that expires soon.
    ///
    /// @param days the stage: 30, 14, 7, 3 or 1
    record Expiring(long id, String name, Instant at, int days, Uses uses) {}

    /// A token that nobody used for long.
    record Idle(long id, String name, Optional<Instant> usedAt) {}

    static DueRows read(Query query, Instant now) {
        Instant horizon = now.plus(Duration.ofDays(STAGES[0]));
        List<Expiring> expiring =
                query
                        .rows(
                                "select id, name, expires_at, expiry_set_at, expiry_told, "
                                        + UseRows.USES
                                        + " from admin_token where active = 1"
                                        + " and coalesce(expires_at, 9223372036854775807) > ?"
                                        + " and coalesce(expires_at, 9223372036854775807) <= ?"
                                        + " order by expires_at",
                                now,
                                horizon)
                        .stream()
                        .flatMap(row -> expiring(row, now).stream())
                        .toList();
        Instant cutoff = now.minus(Duration.ofDays(IDLE_DAYS));
        List<Idle> idle =
                query
                        .rows(
                                "select id, name, used_at" + UNTOLD_IDLE + " limit ?",
                                cutoff,
                                cutoff,
                                MOST)
                        .stream()
                        .map(row ->
                                new Idle(
                                        row.number("id"),
                                        row.text("name"),
                                        row.numberIf("used_at")
                                                .filter(at -> at > 0)
                                                .map(Instant::ofEpochMilli)))
                        .toList();
        long count =
                idle.size() < MOST
                        ? idle.size()
                        : query.row("select count(*) as n" + UNTOLD_IDLE, cutoff, cutoff)
                                .orElseThrow()
                                .number("n");
        return new DueRows(expiring, idle, count);
    }

    /// The stage that a token reached, unless it was told of, or the expiry was chosen later than
    /// that: who makes a token for a week knows that it ends within 14 days.
    private static Optional<Expiring> expiring(Row row, Instant now) {
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

    static void toldExpiry(Transaction tx, Expiring token) {
        tx.update("update admin_token set expiry_told = ? where id = ?", token.days(), token.id());
    }

    void toldIdle(Transaction tx, Instant now) {
        Instant cutoff = now.minus(Duration.ofDays(IDLE_DAYS));
        tx.update(
                "update admin_token set idle_told = 1 where active = 1 and idle_told = 0"
                        + " and used_at < ? and created_at < ?",
                cutoff,
                cutoff);
    }
}
