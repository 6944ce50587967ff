package mos.token.cli;

import java.util.List;
import java.util.Locale;

/// Numbers of bytes as people read them.
final class Sizes {
    private static final List<String> UNITS = List.of("KiB", "MiB", "GiB", "TiB");

    private Sizes() {}

    /// `512 B`, `1.5 KiB`, `20.0 GiB`.
    static String of(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double amount = bytes / 1024.0;
        int unit = 0;
        while (amount >= 1024 && unit < UNITS.size() - 1) {
            amount /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", amount, UNITS.get(unit));
    }
}
