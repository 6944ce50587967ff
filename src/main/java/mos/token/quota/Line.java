package mos.token.quota;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The straight line nearest to what was left (least squares), within one window and one hour. With
/// a sample a minute, a busy quota has 60 points, and the first line after 5 minutes.
///
/// @param perHour how much is spent in an hour, never less than 0
record Line(double perHour) {
    private static final int FEWEST = 3;

    /// Shorter than that, one burst would be taken for a habit.
    private static final Duration SHORTEST = Duration.ofMinutes(5);

    /// When nothing was read for so long, nothing is spent as it was.
    private static final Duration OF_LATE = Duration.ofMinutes(10);

    /// The line through the newest readings of one window; empty when they are too few.
    static Optional<Line> through(List<QuotaReading> readings, Instant now) {
        List<QuotaReading> points = new ArrayList<>();
        for (QuotaReading reading : readings) {
            if (!points.isEmpty() && reading.isNewWindowAfter(points.getLast())) {
                points.clear();
            }
            if (reading.observedAt().isAfter(now.minus(Recent.REACH))) {
                points.add(reading);
            }
        }
        if (points.size() < FEWEST) {
            return Optional.empty();
        }
        Instant first = points.getFirst().observedAt();
        Instant last = points.getLast().observedAt();
        boolean enough =
                Duration.between(first, last).compareTo(SHORTEST) >= 0
                        && !last.isBefore(now.minus(OF_LATE));
        return enough
                ? Optional.of(new Line(Math.max(0, -slope(points, first))))
                : Optional.empty();
    }

    /// How much more is left after an hour.
    private static double slope(List<QuotaReading> points, Instant first) {
        double[] hours =
                points.stream()
                        .mapToDouble(
                                p -> Duration.between(first, p.observedAt()).toMillis() / 3.6e6)
                        .toArray();
        double[] left = points.stream().mapToDouble(QuotaReading::remaining).toArray();
        double hour = mean(hours);
        double level = mean(left);
        double together = 0;
        double spread = 0;
        for (int i = 0; i < hours.length; i++) {
            together += (hours[i] - hour) * (left[i] - level);
            spread += (hours[i] - hour) * (hours[i] - hour);
        }
        return together / spread;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
