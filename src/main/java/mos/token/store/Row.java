package mos.token.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One row of a result: columns by lower-case name, with typed getters.
public abstract sealed class Row permits KeptRow, PassingRow {
    /// Where each column stands, shared by all rows of a result.
    private final Map<String, Integer> columns;

    Row(Map<String, Integer> columns) {
        this.columns = columns;
    }

    /// A text column that is never null.
    public final String text(String column) {
        return present(column, textAt(index(column)));
    }

    /// A text column that may be null.
    public final Optional<String> textIf(String column) {
        return Optional.ofNullable(textAt(index(column)));
    }

    /// A number column that is never null.
    public final long number(String column) {
        int index = index(column);
        long number = numberAt(index);
        if (number == 0 && nullAt(index)) {
            throw absent(column);
        }
        return number;
    }

    /// A number column that may be null.
    public final Optional<Long> numberIf(String column) {
        int index = index(column);
        long number = numberAt(index);
        return number == 0 && nullAt(index) ? Optional.empty() : Optional.of(number);
    }

    /// A truth column, stored as 0 or 1.
    public final boolean truth(String column) {
        return number(column) != 0;
    }

    /// A time column, stored as milliseconds since 1970.
    public final Instant time(String column) {
        return Instant.ofEpochMilli(number(column));
    }

    /// A time column that may be null.
    public final Optional<Instant> timeIf(String column) {
        return numberIf(column).map(Instant::ofEpochMilli);
    }

    /// A bytes column that is never null.
    public final byte[] bytes(String column) {
        return present(column, bytesAt(index(column)));
    }

    abstract @Nullable String textAt(int index);

    /// The number there; 0 for null.
    abstract long numberAt(int index);

    abstract byte @Nullable [] bytesAt(int index);

    abstract boolean nullAt(int index);

    private int index(String column) {
        Integer index = columns.get(column);
        if (index == null) {
            throw absent(column);
        }
        return index;
    }

    private static <T> T present(String column, @Nullable T value) {
        if (value == null) {
            throw absent(column);
        }
        return value;
    }

    private static IllegalStateException absent(String column) {
        return new IllegalStateException("column " + column + " is null or not selected");
    }
}
