package mos.token.figure;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/// A number that a feature offers, with its whole name as Prometheus shows it. It is read when
/// somebody looks, not on an event loop, so reading may ask the database. Labels have few values,
/// none of them made by strangers: never a secret, id, name, path or address.
public sealed interface Figure {
    /// One value.
    record Sample(Map<String, String> labels, double value) {}

    /// How some durations spread.
    ///
    /// @param bounds upper bounds in seconds, rising; the last one is infinite
    /// @param counts how many fell under each bound and over the one before
    /// @param sum of all durations, in seconds
    record Spread(Map<String, String> labels, List<Double> bounds, List<Long> counts, double sum) {}

    /// What only rises; the name ends in `_total`.
    record Counter(String name, String help, Supplier<List<Sample>> read) implements Figure {
        /// A counter without labels.
        public static Counter of(String name, String help, DoubleSupplier value) {
            return new Counter(name, help, single(value));
        }
    }

    /// What rises and falls. Those whose labels come and go are read anew each time.
    record Gauge(String name, String help, Supplier<List<Sample>> read) implements Figure {
        /// A gauge without labels.
        public static Gauge of(String name, String help, DoubleSupplier value) {
            return new Gauge(name, help, single(value));
        }
    }

    /// Durations by size; the name ends in `_seconds`.
    record Histogram(String name, String help, Supplier<List<Spread>> read) implements Figure {}

    /// The name, as Prometheus shows it.
    String name();

    /// What it tells, in a sentence without its full stop.
    String help();

    private static Supplier<List<Sample>> single(DoubleSupplier value) {
        return () -> List.of(new Sample(Map.of(), value.getAsDouble()));
    }
}
