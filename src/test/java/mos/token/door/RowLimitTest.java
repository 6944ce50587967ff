package mos.token.door;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import mos.token.store.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowLimitTest {
    @Test
    void aKeyOfSeveralColumnsGoesRowByRow(@TempDir Path temp) {
        try (Database database = Database.open(temp, () -> false)) {
            RowLimit limit =
                    new RowLimit("repository_visibility", "host, repository", "checked_at", 2);
            for (int i = 0; i < 5; i++) {
                int number = i;
                database.write(change -> {
                    change.update(
                            "insert into repository_visibility"
                                    + " (host, repository, is_public, checked_at)"
                                    + " values (?, ?, 1, ?)",
                            "host " + number % 2,
                            "name " + number % 3,
                            (long) number);
                    limit.added(change);
                    return true;
                });
            }
            assertEquals(
                    List.of(3L, 4L),
                    database.read(query ->
                            query
                                    .rows(
                                            "select checked_at from repository_visibility"
                                                    + " order by checked_at")
                                    .stream()
                                    .map(row -> row.number("checked_at"))
                                    .toList()));
        }
    }
}
