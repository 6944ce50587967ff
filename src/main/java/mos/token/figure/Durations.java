package mos.token.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// How long something took, in a few fixed steps. Counting allocates nothing and waits for nobody.
public final class Durations {
    /// The upper bounds, from 100 µs to 10 s.
    private static final long[] BOUNDS =
            LongStream.of(
                            100,
                            1_000,
                            5_000,
                            10_000,
                            50_000,
                            100_000,
                            500_000,
                            1_000_000,
                            10_000_000)
                    .map(TimeUnit.MICROSECONDS::toNanos)
                    .toArray();

    private static final double NANOS = 1e9;

    private final LongAdder[] counts =
            Stream.generate(LongAdder::new).limit(BOUNDS.length + 1L).toArray(LongAdder[]::new);
    private final LongAdder sum = new LongAdder();

    /// Counts one.
    public void add(long nanos) {
        int step = 0;
        while (step < BOUNDS.length && nanos > BOUNDS[step]) {
            step++;
        }
        counts[step].increment();
        sum.add(nanos);
    }

    /// How they spread so far.
    public Figure.Spread read(Map<String, String> labels) {
        List<Double> bounds = new ArrayList<>();
        for (long bound : BOUNDS) {
            bounds.add(bound / NANOS);
        }
        bounds.add(Double.POSITIVE_INFINITY);
        return new Figure.Spread(
                labels,
                bounds,
                Arrays.stream(counts).map(LongAdder::sum).toList(),
                sum.sum() / NANOS);
    }
}
