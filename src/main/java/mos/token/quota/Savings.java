package mos.token.quota;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;

/// What clients asked and what that cost, per service and day (UTC): counted in memory, where the
/// days since the start stay, and added to the database's sums.
final class Savings {
    /// How many days are kept.
    static final int KEPT_DAYS = 400;

    private record Day(Metered service, long number) {}

    /// Counts of one day; only what is not written yet is added to the database.
    private static final class Count {
        private final LongAdder asked = new LongAdder();
        private final LongAdder spent = new LongAdder();
        private volatile QuotaReport.Saved written = QuotaReport.Saved.NOTHING;

        private QuotaReport.Saved all() {
            return new QuotaReport.Saved(asked.sum(), spent.sum());
        }

        private QuotaReport.Saved unwritten() {
            return all().minus(written);
        }
    }

    private final ConcurrentMap<Day, Count> days = new ConcurrentHashMap<>();

    void asked(Metered service, Instant now) {
        count(service, now).asked.increment();
    }

    void spent(Metered service, Instant now) {
        count(service, now).spent.increment();
    }

    private Count count(Metered service, Instant now) {
        return days.computeIfAbsent(new Day(service, day(now)), _ -> new Count());
    }

    /// Since the start.
    QuotaReport.Saved sinceStart(Metered service) {
        return sum(service, 0, Count::all);
    }

    /// Whether something was counted that is not written.
    boolean waiting() {
        return days.values().stream()
                .anyMatch(count -> !count.unwritten().equals(QuotaReport.Saved.NOTHING));
    }

    void write(Transaction tx) {
        for (Map.Entry<Day, Count> entry : days.entrySet()) {
            Count count = entry.getValue();
            QuotaReport.Saved all = count.all();
            QuotaReport.Saved more = all.minus(count.written);
            if (more.equals(QuotaReport.Saved.NOTHING)) {
                continue;
            }
            tx.update(
                    """
                    insert into quota_day (service, day, asked, spent) values (?, ?, ?, ?)
                    on conflict (service, day) do update set
                        asked = quota_day.asked + excluded.asked,
                        spent = quota_day.spent + excluded.spent
                    """,
                    entry.getKey().service().key(),
                    entry.getKey().number(),
                    more.asked(),
                    more.spent());
            tx.afterCommit(() -> count.written = all);
        }
    }

    /// The sum of today and the days before, so many in all. Not while [#write] is under way.
    QuotaReport.Saved of(Query query, Metered service, int latest, Instant now) {
        long first = day(now) - latest + 1;
        Row kept =
                query.row(
                                """
                                select coalesce(sum(asked), 0) as asked,
                                       coalesce(sum(spent), 0) as spent
                                from quota_day where service = ? and day >= ? and day <= ?
                                """,
                                service.key(),
                                first,
                                day(now))
                        .orElseThrow();
        return new QuotaReport.Saved(kept.number("asked"), kept.number("spent"))
                .plus(sum(service, first, Count::unwritten));
    }

    private QuotaReport.Saved sum(
            Metered service, long first, Function<Count, QuotaReport.Saved> of) {
        return days.entrySet().stream()
                .filter(entry ->
                        entry.getKey().service() == service && entry.getKey().number() >= first)
                .map(entry -> of.apply(entry.getValue()))
                .reduce(QuotaReport.Saved.NOTHING, QuotaReport.Saved::plus);
    }

    static void prune(Transaction tx, Instant now) {
        tx.update("delete from quota_day where day <= ?", day(now) - KEPT_DAYS);
    }

    private static long day(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), 86_400);
    }
}
