package mos.token.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads in one transaction. Parameters are positional (`?`): text, `Long`, `Integer`, `Boolean`
/// (kept as 0 or 1), `Instant` (kept as milliseconds since 1970), bytes, or null.
public interface Query {
    /// All rows of a select.
    List<Row> rows(String sql, @Nullable Object... parameters);

    /// Hands the rows of a select on one by one, so that a large result is never in memory: each is
    /// of use only until `use` returns.
    void each(String sql, Consumer<Row> use, @Nullable Object... parameters);

    /// The first row of a select.
    Optional<Row> row(String sql, @Nullable Object... parameters);
}
