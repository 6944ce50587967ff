package mos.token.quota;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a quota goes when it is spent as in the last hour.
public sealed interface Forecast {
    /// Nothing is left now.
    ///
    /// @param until the reset, or null where there is none: then it comes back bit by bit
    record UsedUp(@Nullable Instant until) implements Forecast {}

    /// It will be used up before it is granted again.
    ///
    /// @param perHour how much is spent in an hour
    record Empty(Instant at, double perHour) implements Forecast {}

    /// It will not.
    ///
    /// @param perHour how much is spent in an hour, 0 or more
    /// @param until the reset, or null where there is none
    record Lasts(double perHour, @Nullable Instant until) implements Forecast {}

    /// There are too few readings of this window to tell, or none of late.
    record Unknown() implements Forecast {}

    /// The forecast that these readings allow, the oldest first.
    static Forecast of(List<QuotaReading> readings, Instant now) {
        if (readings.isEmpty() || readings.getLast().isOver(now)) {
            return new Unknown();
        }
        QuotaReading last = readings.getLast();
        if (last.remaining() <= 0) {
            return new UsedUp(last.reset());
        }
        return Line.through(readings, now)
                .map(line -> of(last, line.perHour(), now))
                .orElseGet(Unknown::new);
    }

    private static Forecast of(QuotaReading last, double perHour, Instant now) {
        Instant reset = last.reset();
        double hours = last.remaining() / perHour; // infinite at a rate of 0
        double hoursGranted = Duration.between(last.observedAt(), last.end()).toSeconds() / 3600.0;
        if (hours >= hoursGranted) {
            return new Lasts(perHour, reset);
        }
        Instant at = last.observedAt().plusSeconds((long) (hours * 3600));
        return new Empty(at.isBefore(now) ? now : at, perHour);
    }

    /// In words, for people.
    default String words(Instant now) {
        return switch (this) {
            case UsedUp(Instant until) when until != null ->
                    "used up until the reset at " + time(until);
            case UsedUp _ -> "used up";
            case Empty(Instant at, double _) ->
                    at.isAfter(now)
                            ? "at this rate empty in " + span(Duration.between(now, at))
                            : "at this rate empty now";
            case Lasts(double _, Instant until) when until != null ->
                    "lasts until the reset at " + time(until);
            case Lasts _ -> "lasts at this rate";
            case Unknown _ -> "not enough readings";
        };
    }

    private static String span(Duration time) {
        long minutes = time.plusSeconds(59).toMinutes();
        return minutes < 120 ? minutes + " min" : minutes / 60 + " h";
    }

    private static String time(Instant time) {
        return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm'Z'")
                .withZone(ZoneOffset.UTC)
                .format(time);
    }
}
