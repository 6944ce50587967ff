package mos.token.access;

import java.util.Locale;
import java.util.Optional;

/// How far a permission goes on one resource; `write` implies `read`.
public enum Level {
    NONE,
    READ,
    WRITE;

    /// Reads `none`, `read` or `write`, in lower case.
    public static Optional<Level> parse(String text) {
        return switch (text) {
            case "none" -> Optional.of(NONE);
            case "read" -> Optional.of(READ);
            case "write" -> Optional.of(WRITE);
            default -> Optional.empty();
        };
    }

    /// The level on the wire.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
