package mos.token.store;

import java.sql.ResultSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// One transaction on one JDBI handle.
final class Session implements Transaction {
    /// Rows that a driver brings at a time where it would else bring all.
    private static final int FETCHED = 1_000;

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
            return query.map(new RowMapping()).list();
        }
    }

    @Override
    public Optional<Row> row(String sql, @Nullable Object... parameters) {
        try (var query = handle.createQuery(sql)) {
            bind(query, parameters);
            return query.map(new RowMapping()).findFirst();
        }
    }

    @Override
    public void each(String sql, Consumer<Row> use, @Nullable Object... parameters) {
        try (var query = handle.createQuery(sql)) {
            bind(query, parameters);
            query.setFetchSize(FETCHED)
                    .scanResultSet((result, _) -> {
                        ResultSet rs = result.get();
                        Row row = new PassingRow(RowMapping.columns(rs.getMetaData()), rs);
                        while (rs.next()) {
                            use.accept(row);
                        }
                        return row;
                    });
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
    public void updateAll(String sql, List<@Nullable Object[]> parameters) {
        if (parameters.isEmpty()) {
            return;
        }
        try (var batch = handle.prepareBatch(sql)) {
            for (@Nullable Object[] one : parameters) {
                bind(batch, one);
                batch.add();
            }
            batch.execute();
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
}
