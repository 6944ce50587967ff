package mos.token.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counters of one name that differ in their labels. Each is shown once somebody asked for it.
public final class Counts {
    private final String name;
    private final String help;
    private final List<String> labels;
    private final Map<List<String>, LongAdder> byValues = new ConcurrentHashMap<>();

    /// No counter yet.
    ///
    /// @param name ends in `_total`
    public Counts(String name, String help, String... labels) {
        this.name = name;
        this.help = help;
        this.labels = List.of(labels);
    }

    /// The counter of these values, in the order of the labels. Who counts often keeps it.
    public LongAdder of(String... values) {
        return byValues.computeIfAbsent(List.of(values), _ -> new LongAdder());
    }

    /// Shows the counter of these values from now on: what is zero until the first time can be
    /// watched for it.
    public void expect(String... values) {
        of(values).add(0);
    }

    /// All of them, as one figure.
    public Figure figure() {
        return new Figure.Counter(name, help, this::read);
    }

    private List<Figure.Sample> read() {
        List<Figure.Sample> samples = new ArrayList<>();
        byValues.forEach((values, count) -> {
            Map<String, String> labelled = new LinkedHashMap<>();
            for (int i = 0; i < values.size(); i++) {
                labelled.put(labels.get(i), values.get(i));
            }
            samples.add(new Figure.Sample(labelled, count.sum()));
        });
        return samples;
    }
}
