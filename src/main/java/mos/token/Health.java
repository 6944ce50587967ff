package mos.token;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import mos.token.http.Need;
import mos.token.http.Problem;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.json.Json;
import mos.token.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Health for people and orchestrators.
final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final Database database;
    private final Clock clock;

    Health(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    List<Route> routes() {
        Need open = new Need.Open("says only that it runs");
        return List.of(
                Route.api("GET", "/health", open, _ -> live()),
                Route.api("GET", "/health/live", open, _ -> live()),
                Route.api("GET", "/health/ready", open, this::ready));
    }

    /// MOS's shape.
    private Reply live() {
        var body = Json.object();
        body.put("status", "OK");
        body.put("timestamp", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        body.put("documentation", "/api-docs");
        return Reply.json(200, body);
    }

    private Reply ready(Request request) {
        try {
            database.read(query -> query.row("select 1 as one"));
            return live();
        } catch (RuntimeException e) {
            LOG.warn("not ready: the database does not answer: {}", e.toString());
            return Problem.of(503, "Service Unavailable", "the database does not answer");
        }
    }
}
