package mos.token.web;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mos.token.quota.Forecast;
import mos.token.quota.QuotaReading;
import mos.token.quota.QuotaReport;
import mos.token.servicetoken.Service;
import org.jspecify.annotations.Nullable;

/// Says what services still grant.
final class UsageWords {
    /// From here on a forecast is told in hours.
    private static final Duration LONG = Duration.ofHours(2);

    private final Texts texts;
    private final Instant now;

    UsageWords(Texts texts, Instant now) {
        this.texts = texts;
        this.now = now;
    }

    /// @param percent of a quota, 0 for none
    String reserve(int percent) {
        return percent == 0 ? texts.of("usage.reserve.none") : texts.of("usage.reserve", percent);
    }

    /// @param stored whether a token of the service is stored
    UsageView.Service of(QuotaReport.OfService service, boolean stored) {
        Map<String, QuotaReport.Standing> token = byResource(service.now());
        Map<String, QuotaReport.Standing> anonymous = byResource(service.anonymous());
        Map<String, QuotaReport.Standing> all = new LinkedHashMap<>(token);
        anonymous.forEach(all::putIfAbsent);
        return new UsageView.Service(
                service.service(),
                Service.known(service.service()).orElseThrow().label(),
                all.keySet().stream()
                        .map(name -> quota(name, token.get(name), anonymous.get(name), stored))
                        .toList(),
                all.isEmpty() ? texts.of(stored ? "usage.none" : "usage.none.token") : null,
                saved(service),
                new HistoryWords(texts).of(service.history()));
    }

    private static Map<String, QuotaReport.Standing> byResource(List<QuotaReport.Standing> some) {
        Map<String, QuotaReport.Standing> standings = new LinkedHashMap<>();
        some.forEach(one -> standings.put(one.reading().resource(), one));
        return standings;
    }

    private UsageView.Quota quota(
            String name,
            QuotaReport.@Nullable Standing token,
            QuotaReport.@Nullable Standing anonymous,
            boolean stored) {
        return new UsageView.Quota(
                resource(texts, name),
                List.of(
                        token == null
                                ? untold("usage.token", stored ? "quota.untold" : "quota.notoken")
                                : standing("usage.token", token),
                        anonymous == null
                                ? untold("usage.anonymous", "quota.unasked")
                                : standing("usage.anonymous", anonymous)),
                token == null || anonymous == null
                        ? null
                        : gain(token.reading().limit(), anonymous.reading().limit()));
    }

    /// What is counted, in words where we have some.
    static String resource(Texts texts, String name) {
        String key = "quota.resource." + name;
        return texts.keys().contains(key) ? texts.of(key) : name;
    }

    private String gain(long with, long without) {
        return with > without
                ? texts.of("quota.gain", with, without)
                : texts.of("quota.nogain", without);
    }

    private UsageView.Standing untold(String holder, String why) {
        return new UsageView.Standing(
                texts.of(holder), null, "", 0, 0, "plain", null, texts.of(why), null, List.of());
    }

    private UsageView.Standing standing(String holder, QuotaReport.Standing standing) {
        QuotaReading reading = standing.reading();
        boolean gone = !standing.over() && reading.remaining() <= 0;
        return new UsageView.Standing(
                texts.of(holder),
                standing.over() ? null : texts.number(reading.remaining()),
                texts.of("quota.of", reading.limit()),
                Math.clamp(reading.remaining(), 0, Math.max(0, reading.limit())),
                reading.limit(),
                gone ? "bad" : standing.reserved() ? "warn" : "good",
                gone
                        ? texts.of("quota.gone")
                        : standing.reserved() ? texts.of("quota.reserve") : null,
                standing.over() ? texts.of("quota.over") : forecast(standing.forecast()),
                standing.note() == null
                        ? null
                        : texts.of("quota.note.address", String.valueOf(reading.source())),
                facts(standing, reading));
    }

    private List<View.Fact> facts(QuotaReport.Standing standing, QuotaReading reading) {
        List<View.Fact> facts = new ArrayList<>();
        if (reading.reset() != null && !standing.over()) {
            facts.add(fact("quota.reset", texts.time(reading.reset())));
        }
        if (reading.window() != null) {
            facts.add(fact("quota.window", span(reading.window())));
        }
        if (reading.source() != null) {
            facts.add(fact("quota.source", reading.source()));
        }
        facts.add(fact("quota.read", texts.time(reading.observedAt())));
        return facts;
    }

    private View.Fact fact(String key, String value) {
        return new View.Fact(texts.of(key), value);
    }

    private String forecast(Forecast forecast) {
        return switch (forecast) {
            case Forecast.UsedUp(Instant until) when until != null ->
                    texts.of("forecast.usedup.until", texts.time(until));
            case Forecast.UsedUp _ -> texts.of("forecast.usedup");
            case Forecast.Empty(Instant at, double _) when at.isAfter(now) ->
                    texts.of("forecast.empty", span(Duration.between(now, at)));
            case Forecast.Empty _ -> texts.of("forecast.empty.now");
            case Forecast.Lasts(double _, Instant until) when until != null ->
                    texts.of("forecast.lasts.until", texts.time(until));
            case Forecast.Lasts _ -> texts.of("forecast.lasts");
            case Forecast.Unknown _ -> texts.of("forecast.unknown");
        };
    }

    private String span(Duration time) {
        long minutes = time.plusSeconds(59).toMinutes();
        return minutes < LONG.toMinutes()
                ? texts.of("span.minutes", minutes)
                : texts.of("span.hours", minutes / 60);
    }

    private List<UsageView.Saved> saved(QuotaReport.OfService service) {
        return service.month().asked() == 0 && service.month().spent() == 0
                ? List.of()
                : List.of(
                        saved("usage.today", service.today()),
                        saved("usage.days7", service.week()),
                        saved("usage.days30", service.month()));
    }

    private UsageView.Saved saved(String key, QuotaReport.Saved saved) {
        return new UsageView.Saved(
                texts.of(key),
                texts.number(saved.asked()),
                texts.number(saved.spent()),
                // The product's own looks at a token are spent too, and asked for by nobody.
                texts.number(Math.max(0, saved.saved())));
    }
}
