package mos.token.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A row that holds its values.
final class KeptRow extends Row {
    private final @Nullable Object[] values;

    KeptRow(Map<String, Integer> columns, @Nullable Object[] values) {
        super(columns);
        this.values = values;
    }

    @Override
    @Nullable String textAt(int index) {
        return (String) values[index];
    }

    @Override
    long numberAt(int index) {
        Number value = (Number) values[index];
        return value == null ? 0 : value.longValue();
    }

    @Override
    byte @Nullable [] bytesAt(int index) {
        return (byte[]) values[index];
    }

    @Override
    boolean nullAt(int index) {
        return values[index] == null;
    }
}
