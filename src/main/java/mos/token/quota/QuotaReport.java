package mos.token.quota;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of quotas.
///
/// @param reserve the share, in percent, below which kept answers are not revalidated; 0 for none
public record QuotaReport(int reserve, List<OfService> services) {
    /// The most points of a line.
    public static final int POINTS = 500;

    /// What is known of one service.
    ///
    /// @param now the quotas of the stored token, by resource; empty when nothing was told yet
    /// @param anonymous those of this machine's address, without a token
    /// @param today what the gateway saved since midnight (UTC)
    /// @param week today and the 6 days before
    /// @param month today and the 29 days before
    /// @param history lines, when they were asked for
    public record OfService(
            String service,
            List<Standing> now,
            List<Standing> anonymous,
            Saved today,
            Saved week,
            Saved month,
            List<Line> history) {}

    /// One quota now.
    ///
    /// @param over whether its window is over since it was read: what is left is not known then
    /// @param reserved whether so little is left that kept answers are not revalidated
    /// @param words the forecast in words
    /// @param note what a person should know of it, or null
    public record Standing(
            QuotaReading reading,
            boolean over,
            boolean reserved,
            Forecast forecast,
            String words,
            @Nullable String note) {}

    /// What the gateway saved.
    ///
    /// @param asked requests of clients that would have cost quota, had they asked the service
    ///   themselves with a token of their own
    /// @param spent what the gateway's own requests cost
    public record Saved(long asked, long spent) {
        static final Saved NOTHING = new Saved(0, 0);

        /// What was not spent. Below 0 when the gateway looked more often than it was asked.
        public long saved() {
            return asked - spent;
        }

        Saved plus(Saved other) {
            return new Saved(asked + other.asked, spent + other.spent);
        }

        Saved minus(Saved other) {
            return new Saved(asked - other.asked, spent - other.spent);
        }
    }

    /// How a quota went, the oldest point first.
    ///
    /// @param token whether with a token, also with one that is gone
    public record Line(String resource, boolean token, List<Point> points) {}

    /// The least that was left within a part of the time, and the limit.
    ///
    /// @param at when the first reading of that part came
    public record Point(Instant at, long remaining, long limit) {}
}
