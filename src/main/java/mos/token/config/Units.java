package mos.token.config;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers, times and sizes, each within bounds that its message names; yes and no.
final class Units {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]*)");

    private static final Map<String, Long> MILLISECONDS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private static final Map<String, Long> BYTES =
            Map.of(
                    "", 1L,
                    "B", 1L,
                    "KiB", 1L << 10,
                    "MiB", 1L << 20,
                    "GiB", 1L << 30,
                    "TiB", 1L << 40,
                    "KB", 1_000L,
                    "MB", 1_000_000L,
                    "GB", 1_000_000_000L,
                    "TB", 1_000_000_000_000L);

    private Units() {}

    /// Reads `500ms`, `60s`, `5m`, `2h` or `7d`.
    static Duration time(String text, String least, String most) {
        String fix = "is not a time: write a number and ms, s, m, h or d, as in 60s";
        return Duration.ofMillis(bounded(text, MILLISECONDS, fix, least, most));
    }

    /// Reads `4096`, `32KiB`, `50GiB` or `50GB`.
    static long size(String text, String least, String most) {
        String fix = "is not a size: write a number and KiB, MiB, GiB or TiB, as in 50GiB";
        return bounded(text, BYTES, fix, least, most);
    }

    /// Reads a plain number.
    static int number(String text, int least, int most) {
        String fix = "is not a number";
        return (int) bounded(text, Map.of("", 1L), fix, "" + least, "" + most);
    }

    /// Reads `true` or `false`.
    static boolean yesOrNo(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "'%s' is neither true nor false".formatted(text));
        };
    }

    private static long bounded(
            String text, Map<String, Long> units, String fix, String least, String most) {
        long amount = amount(text, units, fix);
        if (amount < amount(least, units, fix) || amount > amount(most, units, fix)) {
            throw new IllegalArgumentException(
                    "'%s' is out of bounds: write %s to %s".formatted(text, least, most));
        }
        return amount;
    }

    private static long amount(String text, Map<String, Long> units, String fix) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.strip());
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("'" + text + "' " + fix);
        }
        long number = Long.parseLong(matcher.group(1));
        return number > Long.MAX_VALUE / unit ? Long.MAX_VALUE : number * unit;
    }
}
