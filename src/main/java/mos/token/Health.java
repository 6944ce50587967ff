package mos.token;

import java.io.IOException;
import java.io.InputStream;
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

/// Health for people and orchestrators, and the API's own description.
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
                Route.api("GET", "/health/ready", open, this::ready),
                Route.api(
                        "GET", "/openapi.yaml", new Need.Open("the public API"), Health::openApi));
    }

    /// MOS's shape.
    private Reply live() {
        var body = Json.object();
        body.put("status", "OK");
        body.put("timestamp", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        body.put("documentation", "/openapi.yaml");
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

    private static Reply openApi(Request request) throws IOException {
        try (InputStream document = Health.class.getResourceAsStream("/api/openapi.yaml")) {
            if (document == null) {
                throw new IOException("openapi.yaml is missing from this build");
            }
            return Reply.bytes(200, "application/yaml", document.readAllBytes());
        }
    }
}
