package mos.token.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads and writes in one transaction, which is rolled back when its work throws.
public interface Transaction extends Query {
    /// Runs an insert, update or delete; returns how many rows it changed.
    int update(String sql, @Nullable Object... parameters);

    /// Runs an insert, update or delete for each of these parameter lists, prepared once.
    void updateAll(String sql, List<@Nullable Object[]> parameters);

    /// Runs `action` after the transaction committed, before the writer's gate opens: for the
    /// replicas in memory, so that they change in the order of the commits.
    void afterCommit(Runnable action);
}
