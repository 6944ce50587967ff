package mos.token.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One row of a result: columns by lower-case name, with typed getters.
public final class Row {
    /// Where each column stands, shared by all rows of a result.
    private final Map<String, Integer> columns;

    private final @Nullable Object[] values;

    Row(Map<String, Integer> columns, @Nullable Object[] values) {
        this.columns = columns;
        this.values = values;
    }

    /// A text column that is never null.
    public String text(String column) {
        return (String) present(column);
    }

    /// A text column that may be null.
    public Optional<String> textIf(String column) {
        return Optional.ofNullable((String) value(column));
    }

    /// A number column that is never null.
    public long number(String column) {
        return ((Number) present(column)).longValue();
    }

    /// A number column that may be null.
    public Optional<Long> numberIf(String column) {
        return Optional.ofNullable((Number) value(column)).map(Number::longValue);
    }

    /// A truth column, stored as 0 or 1.
    public boolean truth(String column) {
        return number(column) != 0;
    }

    /// A time column, stored as milliseconds since 1970.
    public Instant time(String column) {
        return Instant.ofEpochMilli(number(column));
    }

    /// A time column that may be null.
    public Optional<Instant> timeIf(String column) {
        return numberIf(column).map(Instant::ofEpochMilli);
    }

    /// A bytes column that is never null.
    public byte[] bytes(String column) {
        return (byte[]) present(column);
    }

    private @Nullable Object value(String column) {
        Integer index = columns.get(column);
        return index == null ? null : values[index];
    }

    private Object present(String column) {
        Object value = value(column);
        if (value == null) {
            throw new IllegalStateException("column " + column + " is null or not selected");
        }
        return value;
    }
}
