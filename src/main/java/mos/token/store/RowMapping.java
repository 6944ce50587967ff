package mos.token.store;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// Makes the rows of one result; the columns are looked up once, since a list has many rows.
final class RowMapping implements RowMapper<Row> {
    private @Nullable Map<String, Integer> columns;

    @Override
    public Row map(ResultSet rs, StatementContext context) throws SQLException {
        Map<String, Integer> known = columns;
        if (known == null) {
            known = columns(rs.getMetaData());
            columns = known;
        }
        @Nullable Object[] values = new Object[known.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = rs.getObject(i + 1);
        }
        return new KeptRow(known, values);
    }

    /// Where each column stands.
    static Map<String, Integer> columns(ResultSetMetaData meta) throws SQLException {
        Map<String, Integer> columns = HashMap.newHashMap(meta.getColumnCount());
        for (int i = 0; i < meta.getColumnCount(); i++) {
            String label = meta.getColumnLabel(i + 1).toLowerCase(Locale.ROOT);
            if (columns.put(label, i) != null) {
                throw new IllegalStateException("two columns of the result are called " + label);
            }
        }
        return columns;
    }
}
