package mos.token.quota;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import mos.token.figure.Figure;

/// Quotas as figures: by service, by what the service counts, and with the token or anonymously.
final class QuotaFigures {
    private final Quotas quotas;

    QuotaFigures(Quotas quotas) {
        this.quotas = quotas;
    }

    List<Figure> all() {
        return List.of(
                new Figure.Gauge(
                        "mos_token_quota_limit",
                        "What an upstream grants in a window, as its last answer told.",
                        () -> each(reading -> reading.limit())),
                new Figure.Gauge(
                        "mos_token_quota_remaining",
                        "What was left of it, as its last answer told.",
                        () -> each(reading -> reading.remaining())),
                new Figure.Gauge(
                        "mos_token_quota_observed_timestamp_seconds",
                        "When that answer came.",
                        () -> each(reading -> reading.observedAt().getEpochSecond())),
                new Figure.Counter(
                        "mos_token_quota_asked_total",
                        "Answers that would have cost the clients quota of their own.",
                        () -> eachService(saved -> saved.asked())),
                new Figure.Counter(
                        "mos_token_quota_spent_total",
                        "Upstream requests that cost quota.",
                        () -> eachService(saved -> saved.spent())));
    }

    private List<Figure.Sample> each(ToDoubleFunction<QuotaReading> value) {
        return quotas.observed().stream()
                .map(one ->
                        new Figure.Sample(
                                Map.of(
                                        "service",
                                        one.service(),
                                        "resource",
                                        one.reading().resource(),
                                        "credential",
                                        one.token() ? "token" : "anonymous"),
                                value.applyAsDouble(one.reading())))
                .toList();
    }

    private List<Figure.Sample> eachService(ToDoubleFunction<QuotaReport.Saved> value) {
        return QuotaQuery.SERVICES.stream()
                .map(service ->
                        new Figure.Sample(
                                Map.of("service", service),
                                value.applyAsDouble(quotas.sinceStart(service))))
                .toList();
    }
}
