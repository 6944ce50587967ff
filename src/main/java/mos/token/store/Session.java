package mos.token.store;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// One transaction on one JDBI handle.
final class Session implements Transaction {
    private final Handle handle;
    private final @Nullable List<Runnable> afterCommit;

    Session(Handle handle) {
        this(handle, null);
    }

    Session(Handle handle, @Nullable List<Runnable> afterCommit) {
        this.handle = handle;
        this.afterCommit = afterCommit;
    }

    @Override
    public List<Row> rows(String sql, @Nullable Object... parameters) {
        try (var query = handle.createQuery(sql)) {
            bind(query, parameters);
            return query.map((rs, _) -> row(rs)).list();
        }
    }

    @Override
    public Optional<Row> row(String sql, @Nullable Object... parameters) {
        try (var query = handle.createQuery(sql)) {
            bind(query, parameters);
            return query.map((rs, _) -> row(rs)).findFirst();
        }
    }

    @Override
    public int update(String sql, @Nullable Object... parameters) {
        try (var update = handle.createUpdate(sql)) {
            bind(update, parameters);
            return update.execute();
        }
    }

    @Override
    public void afterCommit(Runnable action) {
        if (afterCommit == null) {
            throw new IllegalStateException("a read commits nothing");
        }
        afterCommit.add(action);
    }

    private static void bind(SqlStatement<?> statement, @Nullable Object... parameters) {
        for (int i = 0; i < parameters.length; i++) {
            switch (parameters[i]) {
                case null -> statement.bindNull(i, java.sql.Types.NULL);
                case String text -> statement.bind(i, text);
                case Long number -> statement.bind(i, number);
                case Integer number -> statement.bind(i, number);
                case Boolean truth -> statement.bind(i, truth ? 1 : 0);
                case Instant time -> statement.bind(i, time.toEpochMilli());
                case byte[] bytes -> statement.bind(i, bytes);
                case Object other ->
                        throw new IllegalArgumentException(
                                "parameter " + i + " has type " + other.getClass().getName());
            }
        }
    }

    private static Row row(ResultSet rs) throws SQLException {
        ResultSetMetaData meta = rs.getMetaData();
        Map<String, Object> columns = HashMap.newHashMap(meta.getColumnCount());
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            Object value = rs.getObject(i);
            if (value != null) {
                columns.put(meta.getColumnLabel(i).toLowerCase(Locale.ROOT), value);
            }
        }
        return new Row(columns);
    }
}
