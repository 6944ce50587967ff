package mos.token.store;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The row at which a result stands: reads only what is asked for, when it is asked for. A start
/// reads every token, and each value is a call into native code.
final class PassingRow extends Row {
    private final ResultSet rs;

    PassingRow(Map<String, Integer> columns, ResultSet rs) {
        super(columns);
        this.rs = rs;
    }

    /// Texts are kept in UTF-8; the driver's getString makes three more objects of each.
    @Override
    @Nullable String textAt(int index) {
        byte @Nullable [] bytes = bytesAt(index);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    long numberAt(int index) {
        try {
            return rs.getLong(index + 1);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    @Override
    byte @Nullable [] bytesAt(int index) {
        try {
            return rs.getBytes(index + 1);
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    @Override
    boolean nullAt(int index) {
        try {
            return rs.getObject(index + 1) == null;
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private static IllegalStateException unreadable(SQLException e) {
        return new IllegalStateException("a row could not be read", e);
    }
}
