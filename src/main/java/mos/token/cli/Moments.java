package mos.token.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/// Reads the moments and times that people write into options.
final class Moments {
    /// When something begins; null for at once.
    record Beginning(@Nullable Instant at) {}

    /// When something ends; null for never.
    record Expiry(@Nullable Instant at) {}

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,5})([mhdw])");

    /// A day has 24 hours, also where the clock changes to summer time.
    private static final Map<String, Duration> UNITS =
            Map.of(
                    "m", Duration.ofMinutes(1),
                    "h", Duration.ofHours(1),
                    "d", Duration.ofDays(1),
                    "w", Duration.ofDays(7));

    private final Clock clock;

    /// @param clock tells the moment from which times count, and the zone in which days begin
    Moments(Clock clock) {
        this.clock = clock;
    }

    /// Lets the options of all these commands be moments and times.
    CommandLine addTo(CommandLine commands) {
        return commands.registerConverter(
                        Beginning.class, text -> new Beginning(moment(text, "now")))
                .registerConverter(Expiry.class, text -> new Expiry(moment(text, "never")))
                .registerConverter(Duration.class, Moments::time);
    }

    /// Reads `90d` (from now), `2027-01-31` (the start of that day in the clock's zone) or
    /// `2027-01-31T12:00:00Z` (RFC 3339).
    ///
    /// @param none the word that stands for no bound
    /// @return null for that word
    /// @throws TypeConversionException when the text is none of these
    @Nullable Instant moment(String text, String none) {
        if (text.equals(none)) {
            return null;
        }
        try {
            if (NUMBER_AND_UNIT.matcher(text).matches()) {
                return clock.instant().plus(time(text));
            }
            return text.length() > "2027-01-31".length()
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay(clock.getZone()).toInstant();
        } catch (DateTimeException _) {
            throw new TypeConversionException(
                    "'%s' is no moment: write a time from now as in 90d, 12h or 4w, a date as in 2027-01-31, a moment with its offset as in 2027-01-31T12:00:00Z, or %s"
                            .formatted(text, none));
        }
    }

    /// As the API takes it; null for never.
    static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }

    /// Reads `24h` or `0`.
    ///
    /// @throws TypeConversionException when it is neither
    static Duration time(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        Duration unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new TypeConversionException(
                    "'%s' is no time: write a number and m, h, d or w, as in 24h, or 0"
                            .formatted(text));
        }
        return unit.multipliedBy(Long.parseLong(matcher.group(1)));
    }
}
