package mos.token.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import mos.token.http.RouteTable;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole route table, as a golden file: a new door shows in the diff.
class RouteTableTest {
    private static final Path GOLDEN = Path.of("src/test/resources/routes.txt");

    @TempDir Path directory;

    @Test
    void theTableIsTheOneThatWasReviewed() throws Exception {
        try (TestApp app = TestApp.start(directory)) {
            String table = RouteTable.print(app.app().routes());
            if (!table.equals(Files.exists(GOLDEN) ? Files.readString(GOLDEN) : "")) {
                Files.writeString(Path.of("target/routes.txt"), table);
            }
            assertEquals(
                    Files.exists(GOLDEN) ? Files.readString(GOLDEN) : "",
                    table,
                    "review target/routes.txt, then copy it over " + GOLDEN);
        }
    }
}
