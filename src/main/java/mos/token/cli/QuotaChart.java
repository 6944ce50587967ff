package mos.token.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/// How a quota went, drawn in one line: each column is the least that was left in its part of the
/// time, as a share of the limit; a blank one had no reading.
final class QuotaChart {
    private static final int COLUMNS = 60;
    private static final String HEIGHTS = "▁▂▃▄▅▆▇█";

    private QuotaChart() {}

    /// Prints the lines of one service, if there are any.
    static void print(Output output, String service, JsonNode answer) {
        for (JsonNode line : answer.path("history").values()) {
            JsonNode points = line.path("points");
            if (points.isEmpty()) {
                continue;
            }
            String first = points.path(0).path("at").asString("");
            String last = points.path(points.size() - 1).path("at").asString("");
            output.line("");
            output.line(
                    "%s %s %s, %s to %s, least %s"
                            .formatted(
                                    service,
                                    line.path("resource").asString(""),
                                    line.path("credential").asString(""),
                                    Times.toTheMinute(first),
                                    Times.toTheMinute(last),
                                    least(points)));
            output.line(drawn(points, first, last));
        }
    }

    private static long least(JsonNode points) {
        long least = Long.MAX_VALUE;
        for (JsonNode point : points.values()) {
            least = Math.min(least, point.path("remaining").asLong());
        }
        return least;
    }

    private static String drawn(JsonNode points, String first, String last) {
        double[] shares = new double[COLUMNS];
        Arrays.fill(shares, Double.NaN);
        try {
            Instant begin = Instant.parse(first);
            long span = Math.max(1, Duration.between(begin, Instant.parse(last)).toMillis());
            for (JsonNode point : points.values()) {
                Instant at = Instant.parse(point.path("at").asString(""));
                long offset = Duration.between(begin, at).toMillis();
                int column = (int) (offset * (COLUMNS - 1) / span);
                double share = share(point);
                shares[column] =
                        Double.isNaN(shares[column]) ? share : Math.min(shares[column], share);
            }
        } catch (DateTimeException | IndexOutOfBoundsException _) {
            return "?"; // not an answer of ours
        }
        StringBuilder drawn = new StringBuilder();
        for (double share : shares) {
            drawn.append(Double.isNaN(share) ? ' ' : height(share));
        }
        return drawn.toString().stripTrailing();
    }

    private static double share(JsonNode point) {
        double limit = Math.max(1, point.path("limit").asDouble());
        return Math.clamp(point.path("remaining").asDouble() / limit, 0, 1);
    }

    private static char height(double share) {
        return HEIGHTS.charAt((int) Math.min(HEIGHTS.length() - 1, share * HEIGHTS.length()));
    }
}
