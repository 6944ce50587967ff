package mos.token.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mos.token.figure.Figure;
import org.junit.jupiter.api.Test;

/// What becomes of figures of one name, of those whose labels come and go, and of those that cannot
/// be read.
class FigureCollectorTest {
    private final FigureCollector collector = new FigureCollector();

    private static Figure gauge(String name, Map<String, Double> byPlace) {
        return new Figure.Gauge(
                name,
                "a help",
                () ->
                        byPlace.entrySet().stream()
                                .map(one ->
                                        new Figure.Sample(
                                                Map.of("place", one.getKey()), one.getValue()))
                                .toList());
    }

    private Map<String, Double> collected(String name) {
        for (MetricSnapshot snapshot : collector.collect()) {
            if (snapshot.getMetadata().getName().equals(name)) {
                return ((GaugeSnapshot) snapshot)
                        .getDataPoints().stream()
                                .collect(
                                        Collectors.toMap(
                                                point -> point.getLabels().get("place"),
                                                point -> point.getValue()));
            }
        }
        throw new AssertionError("no " + name);
    }

    @Test
    void figuresOfOneNameAreOneMetric() {
        collector.add(List.of(gauge("a", Map.of("here", 1.0))));
        collector.add(List.of(gauge("a", Map.of("there", 2.0)), gauge("b", Map.of("here", 3.0))));
        assertEquals(Map.of("here", 1.0, "there", 2.0), collected("a"));
        assertEquals(Map.of("here", 3.0), collected("b"));
    }

    @Test
    void labelsComeAndGo() {
        Map<String, Double> now = new TreeMap<>(Map.of("old", 1.0));
        collector.add(List.of(gauge("a", now)));
        assertEquals(Map.of("old", 1.0), collected("a"));
        now.remove("old");
        now.put("new", 2.0);
        assertEquals(Map.of("new", 2.0), collected("a"));
    }

    @Test
    void whatCannotBeReadIsLeftOutAlone() {
        Figure broken =
                Figure.Gauge.of(
                        "a",
                        "a help",
                        () -> {
                            throw new IllegalStateException("the database is away");
                        });
        collector.add(List.of(broken, gauge("a", Map.of("here", 1.0))));
        collector.add(List.of(gauge("b", Map.of("here", 2.0))));
        assertEquals(Map.of("here", 1.0), collected("a"));
        assertEquals(Map.of("here", 2.0), collected("b"));
    }
}
