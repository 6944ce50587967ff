package mos.token.quota;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;
import org.jspecify.annotations.Nullable;

/// The samples in the database.
final class SampleRows {
    private static final String NO_TOKEN = "";

    private SampleRows() {}

    /// Keeps readings, each in place of an earlier one of its minute.
    static void write(Transaction tx, Key key, List<QuotaReading> readings) {
        tx.updateAll(
                """
                insert into quota_sample
                    (service, resource, token_id, minute, observed_at,
                     granted, remaining, used, reset_at, window_seconds, source)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (service, resource, token_id, minute) do update set
                    observed_at = excluded.observed_at, granted = excluded.granted,
                    remaining = excluded.remaining, used = excluded.used,
                    reset_at = excluded.reset_at, window_seconds = excluded.window_seconds,
                    source = excluded.source
                """,
                readings.stream().map(reading -> columns(key, reading)).toList());
    }

    private static @Nullable Object[] columns(Key key, QuotaReading reading) {
        Duration window = reading.window();
        return new @Nullable Object[] {
            key.service().key(),
            key.resource(),
            key.tokenId() == null ? NO_TOKEN : key.tokenId(),
            Recent.minute(reading),
            reading.observedAt(),
            reading.limit(),
            reading.remaining(),
            reading.used(),
            reading.reset(),
            window == null ? null : window.toSeconds(),
            reading.source()
        };
    }

    /// What is known of the tokens that are there, and without one: the newest reading of each
    /// quota, and those of the hour before `now`; the oldest first.
    static Map<Key, List<QuotaReading>> recent(Query query, Instant now) {
        Map<Key, List<QuotaReading>> found = new LinkedHashMap<>();
        query.each(
                """
                select s.* from quota_sample s
                join (select service, resource, token_id, max(minute) as newest
                      from quota_sample group by service, resource, token_id) n
                  on n.service = s.service and n.resource = s.resource
                     and n.token_id = s.token_id
                     and (s.minute = n.newest
                          or s.minute >= case when n.newest < ? then n.newest else ? end)
                where s.token_id = '' or s.token_id in (select id from service_token)
                order by s.minute
                """,
                row ->
                        key(row).ifPresent(key ->
                                found.computeIfAbsent(key, _ -> new ArrayList<>())
                                        .add(reading(row))),
                hourBefore(now),
                hourBefore(now));
        return found;
    }

    private static long hourBefore(Instant now) {
        return Recent.minute(now.minus(Recent.REACH));
    }

    /// A row of a service that only a newer version knows is left alone.
    private static Optional<Key> key(Row row) {
        String token = row.text("token_id");
        return Metered.known(row.text("service"))
                .map(service ->
                        new Key(
                                service,
                                row.text("resource"),
                                token.equals(NO_TOKEN) ? null : token));
    }

    private static QuotaReading reading(Row row) {
        return new QuotaReading(
                row.text("resource"),
                row.number("granted"),
                row.number("remaining"),
                row.numberIf("used").orElse(null),
                row.timeIf("reset_at").orElse(null),
                row.numberIf("window_seconds").map(Duration::ofSeconds).orElse(null),
                row.textIf("source").orElse(null),
                row.time("observed_at"));
    }

    /// The lines of a service: the least that was left in each of at most [QuotaReport#POINTS]
    /// parts of the time before `now`. Tokens that are gone count as `token` too.
    static List<QuotaReport.Line> history(
            Query query, Metered service, @Nullable String resource, Duration reach, Instant now) {
        long width = reach.toMillis() / QuotaReport.POINTS;
        Map<QuotaReport.Line, List<QuotaReport.Point>> lines = new LinkedHashMap<>();
        query.each(
                """
                select resource, case when token_id = '' then 0 else 1 end as by_token,
                       min(observed_at) as at, min(remaining) as remaining,
                       max(granted) as granted
                from quota_sample
                where service = ? and resource = coalesce(?, resource)
                  and observed_at > ? and observed_at <= ?
                group by 1, 2, (? - observed_at) / ?
                order by 1, 2 desc, 3
                """,
                row -> {
                    var line =
                            new QuotaReport.Line(
                                    row.text("resource"), row.truth("by_token"), List.of());
                    lines.computeIfAbsent(line, _ -> new ArrayList<>())
                            .add(
                                    new QuotaReport.Point(
                                            row.time("at"),
                                            row.number("remaining"),
                                            row.number("granted")));
                },
                service.key(),
                resource,
                now.minusMillis(width * QuotaReport.POINTS),
                now,
                now,
                width);
        List<QuotaReport.Line> all = new ArrayList<>();
        lines.forEach((line, points) ->
                all.add(new QuotaReport.Line(line.resource(), line.token(), List.copyOf(points))));
        return all;
    }

    /// The oldest sample's minute.
    static Optional<Long> oldest(Query query) {
        return query.row("select min(minute) as oldest from quota_sample")
                .flatMap(row -> row.numberIf("oldest"));
    }

    /// Removes the samples before a minute.
    static void removeBefore(Transaction tx, long minute) {
        tx.update("delete from quota_sample where minute < ?", minute);
    }
}
