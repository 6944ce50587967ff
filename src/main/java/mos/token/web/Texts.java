package mos.token.web;

import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Every sentence of the page in one language, and how it writes times and numbers. `{0}` to `{9}`
/// stand for what the caller gives.
final class Texts {
    private static final Pattern HOLE = Pattern.compile("\\{([0-9])}");

    /// The keys of the units of size, each 1024 of the one before.
    private static final List<String> SIZES =
            List.of("size.b", "size.kib", "size.mib", "size.gib", "size.tib");

    private final Locale locale;
    private final Properties sentences;
    private final ZoneId zone;
    private final DateTimeFormatter times;

    Texts(Locale locale, Properties sentences, ZoneId zone) {
        this.locale = locale;
        this.sentences = sentences;
        this.zone = zone;
        this.times =
                DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                        .withLocale(locale)
                        .withZone(zone);
    }

    /// The language as HTML's `lang` has it (BCP 47, without a region).
    String language() {
        return locale.getLanguage();
    }

    /// The keys that have a sentence.
    Set<String> keys() {
        return sentences.stringPropertyNames();
    }

    /// The sentence of a key that may have none.
    String or(String key, String otherwise) {
        return sentences.getProperty(key, otherwise);
    }

    /// The sentence of a key.
    ///
    /// @param values what its holes hold; whole numbers get the language's separators
    /// @throws IllegalArgumentException when there is none
    String of(String key, Object... values) {
        String sentence = sentences.getProperty(key);
        if (sentence == null) {
            throw new IllegalArgumentException("no text for " + key);
        }
        return HOLE.matcher(sentence)
                .replaceAll(hole ->
                        Matcher.quoteReplacement(shown(values[Integer.parseInt(hole.group(1))])));
    }

    private String shown(Object value) {
        return switch (value) {
            case Integer number -> number(number);
            case Long number -> number(number);
            default -> String.valueOf(value);
        };
    }

    /// Where the server is: its days are those that people mean.
    ZoneId zone() {
        return zone;
    }

    /// Its name.
    String zoneName() {
        return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }

    /// A time for people, in the server's zone.
    String time(Instant instant) {
        return times.format(instant);
    }

    /// When a day begins in the server's zone.
    Instant begin(LocalDate day) {
        return day.atStartOfDay(times.getZone()).toInstant();
    }

    /// A whole number with the language's separators.
    String number(long number) {
        return NumberFormat.getIntegerInstance(locale).format(number);
    }

    /// A number of bytes: `512 B`, `1.5 KiB`, `20.0 GiB`.
    String size(long bytes) {
        if (bytes < 1024) {
            return of(SIZES.getFirst(), number(bytes));
        }
        double amount = bytes;
        int unit = 0;
        while (amount >= 1024 && unit < SIZES.size() - 1) {
            amount /= 1024;
            unit++;
        }
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMinimumFractionDigits(1);
        format.setMaximumFractionDigits(1);
        return of(SIZES.get(unit), format.format(amount));
    }
}
