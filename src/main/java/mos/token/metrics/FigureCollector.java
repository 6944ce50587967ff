package mos.token.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mos.token.figure.Figure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads figures for Prometheus's library. Those of one name, which two listeners or doors may
/// offer, become one metric.
final class FigureCollector implements MultiCollector {
    private static final Logger LOG = LoggerFactory.getLogger(FigureCollector.class);

    private final List<Figure> figures = new CopyOnWriteArrayList<>();

    void add(List<Figure> more) {
        figures.addAll(more);
    }

    @Override
    public MetricSnapshots collect() {
        Map<String, List<Figure>> byName = new LinkedHashMap<>();
        figures.forEach(figure ->
                byName.computeIfAbsent(figure.name(), _ -> new ArrayList<>()).add(figure));
        return new MetricSnapshots(
                byName.values().stream().map(FigureCollector::snapshot).toList());
    }

    private static MetricSnapshot snapshot(List<Figure> some) {
        return switch (some.getFirst()) {
            case Figure.Counter counter ->
                    new CounterSnapshot(
                            metadata(counter, "_total"),
                            read(some, Figure.Counter.class, Figure.Counter::read)
                                    .map(FigureCollector::counted)
                                    .toList());
            case Figure.Gauge gauge ->
                    new GaugeSnapshot(
                            metadata(gauge, ""),
                            read(some, Figure.Gauge.class, Figure.Gauge::read)
                                    .map(FigureCollector::gauged)
                                    .toList());
            case Figure.Histogram histogram ->
                    new HistogramSnapshot(
                            metadata(histogram, ""),
                            read(some, Figure.Histogram.class, Figure.Histogram::read)
                                    .map(FigureCollector::spread)
                                    .toList());
        };
    }

    /// What cannot be read now is left out: the other figures are wanted most when something is
    /// broken.
    private static <F extends Figure, V> Stream<V> read(
            List<Figure> some, Class<F> kind, Function<F, Supplier<List<V>>> of) {
        return some.stream()
                .flatMap(figure -> {
                    try {
                        return of.apply(kind.cast(figure)).get().stream();
                    } catch (RuntimeException e) {
                        LOG.warn("{} cannot be read: {}", figure.name(), e.toString());
                        return Stream.empty();
                    }
                });
    }

    /// The library appends the suffix itself.
    private static MetricMetadata metadata(Figure figure, String suffix) {
        String name = figure.name();
        return new MetricMetadata(
                name.substring(0, name.length() - suffix.length()), figure.help());
    }

    private static CounterDataPointSnapshot counted(Figure.Sample sample) {
        return CounterDataPointSnapshot.builder()
                .labels(labels(sample.labels()))
                .value(sample.value())
                .build();
    }

    private static GaugeDataPointSnapshot gauged(Figure.Sample sample) {
        return GaugeDataPointSnapshot.builder()
                .labels(labels(sample.labels()))
                .value(sample.value())
                .build();
    }

    private static HistogramDataPointSnapshot spread(Figure.Spread spread) {
        return HistogramDataPointSnapshot.builder()
                .labels(labels(spread.labels()))
                .classicHistogramBuckets(
                        ClassicHistogramBuckets.of(spread.bounds(), spread.counts()))
                .sum(spread.sum())
                .build();
    }

    private static Labels labels(Map<String, String> labels) {
        Labels.Builder builder = Labels.builder();
        labels.forEach(builder::label);
        return builder.build();
    }
}
