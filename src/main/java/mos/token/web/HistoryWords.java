package mos.token.web;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mos.token.quota.QuotaReport;

/// Says how quotas went: what the chart shows, for whoever sees no chart.
final class HistoryWords {
    private final Texts texts;

    HistoryWords(Texts texts) {
        this.texts = texts;
    }

    UsageView.History of(List<QuotaReport.Line> lines) {
        Map<Instant, List<String>> hours = new TreeMap<>(Comparator.reverseOrder());
        for (int column = 0; column < lines.size(); column++) {
            for (Map.Entry<Instant, Long> least : leastByHour(lines.get(column)).entrySet()) {
                hours.computeIfAbsent(least.getKey(), _ -> blank(lines.size()))
                        .set(column, texts.number(least.getValue()));
            }
        }
        return new UsageView.History(
                lines.stream().map(this::line).toList(),
                hours.entrySet().stream()
                        .map(each -> new UsageView.Row(texts.time(each.getKey()), each.getValue()))
                        .toList());
    }

    private UsageView.Line line(QuotaReport.Line line) {
        return new UsageView.Line(
                line.resource() + " " + (line.token() ? "token" : "anonymous"),
                texts.of(
                        line.token() ? "usage.line.token" : "usage.line.anonymous",
                        UsageWords.resource(texts, line.resource())));
    }

    private Map<Instant, Long> leastByHour(QuotaReport.Line line) {
        Map<Instant, Long> least = new TreeMap<>();
        for (QuotaReport.Point point : line.points()) {
            Instant hour =
                    point.at().atZone(texts.zone()).truncatedTo(ChronoUnit.HOURS).toInstant();
            least.merge(hour, point.remaining(), Math::min);
        }
        return least;
    }

    private static List<String> blank(int columns) {
        List<String> row = new ArrayList<>(columns);
        for (int i = 0; i < columns; i++) {
            row.add("");
        }
        return row;
    }
}
