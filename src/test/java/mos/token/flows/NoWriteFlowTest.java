package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import mos.token.admintoken.TokenFormat;
import mos.token.secret.SecretText;
import mos.token.store.Database;
import org.junit.jupiter.api.Test;

/// D-40: a call writes nothing; what it did is written later, together with others. 10,000 calls,
/// half of them refused.
class NoWriteFlowTest extends ProofFlow {
    private static final int CALLS = 5_000;
    private static final int CLIENTS = 4;

    /// The timers of the product tick every 30 s: some commits fall into a test, more on a slow
    /// machine, and not one for each call.
    private static final int MOST_COMMITS = 2 * CALLS / 50;

    @Test
    void callsDoNotWriteWhetherAnsweredOrRefused() throws Exception {
        SecretText full = token("full", "null");
        SecretText small = token("small", "{\"mode\":\"custom\",\"resources\":{\"vm\":\"read\"}}");
        SecretText unknown = TokenFormat.generate(new SecureRandom());
        String id = id("full");
        ask("GET", BASE, full, null); // the first look at the list is audited
        int commits =
                commits(i -> {
                    String path = i % 2 == 0 ? "/check" : BASE + "/" + id;
                    assertEquals(200, status(path, full));
                    switch (i % 3) {
                        case 0 -> assertEquals(403, status(BASE, small));
                        case 1 -> assertEquals(401, status(BASE, unknown));
                        default -> assertEquals(403, status("/check", small));
                    }
                });
        assertTrue(commits <= MOST_COMMITS, commits + " commits for " + 2 * CALLS + " calls");

        long rows = rows();
        app.restart();
        // A count a day, a network and the last use of each token; a row per reason of refusal.
        assertTrue(rows() - rows <= 20, "the flush wrote " + (rows() - rows) + " rows");
        var calls = details(id).path("calls");
        assertEquals(1, calls.size());
        assertEquals(CALLS + 1, calls.iterator().next().asInt());
        assertNothingLeaked();
    }

    /// The most that one of the clients, at work at the same time, saw of commits.
    private int commits(IntConsumer calls) throws Exception {
        List<Future<Integer>> clients = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (int client = 0; client < CLIENTS; client++) {
                int first = client;
                clients.add(threads.submit(() -> commits(first, calls)));
            }
        }
        int most = 0;
        for (Future<Integer> client : clients) {
            most = Math.max(most, client.get());
        }
        return most;
    }

    /// How often another connection sees that something was committed, looking after each call.
    private int commits(int first, IntConsumer calls) throws SQLException {
        String file = "jdbc:sqlite:" + app.data().resolve("token.db");
        try (Connection witness = DriverManager.getConnection(file);
                Statement look = witness.createStatement()) {
            int commits = 0;
            long before = version(look);
            for (int i = first; i < CALLS; i += CLIENTS) {
                calls.accept(i);
                long now = version(look);
                commits += now == before ? 0 : 1;
                before = now;
            }
            return commits;
        }
    }

    /// Changes with each commit of another connection.
    private static long version(Statement look) throws SQLException {
        try (ResultSet row = look.executeQuery("pragma data_version")) {
            return row.getLong(1);
        }
    }

    private int status(String path, SecretText token) {
        return app.reveal("GET", app.admin().resolve(path), token, null).statusCode();
    }

    private long rows() {
        try (Database database = Database.open(app.data(), () -> false)) {
            return database.read(query -> {
                long rows = 0;
                for (String table :
                        List.of("audit", "notice", "admin_token_calls", "admin_token_network")) {
                    rows +=
                            query.row("select count(*) as n from " + table)
                                    .orElseThrow()
                                    .number("n");
                }
                return rows;
            });
        }
    }
}
