package mos.token.flows;

import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Change;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.keys.Keys;
import mos.token.store.Database;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

/// The product with an audit trail that a test writes to as the features do.
abstract class AuditFlow extends TokenFlow {
    static final String AUDIT = "/api/v1/audit";
    static final Caller OWNER = new Caller.Local("127.0.0.1");

    private Database database;
    private Access access;

    @BeforeEach
    void openTrail() {
        database = Database.open(app.data(), () -> false);
        Keys keys =
                Keys.open(
                        database,
                        directory.resolve("config").resolve("master.key"),
                        new SecureRandom(),
                        app.clock());
        access = new Access(database, keys, app.clock());
    }

    @Override
    void stop() {
        access.close();
        database.close();
        super.stop();
    }

    /// Audits changes in one transaction, under one action.
    void write(Caller caller, String action, Consumer<Change> changes) {
        access.change(
                caller,
                Resource.AUTH,
                action,
                change -> {
                    changes.accept(change);
                    return true;
                });
    }

    /// Writes a refusal now, not after 30 s.
    void refuse(String need, String reason, String tokenId, String address) {
        access.refused(need, reason, tokenId, address);
        access.flush();
    }

    void tamper(String sql) {
        database.write(tx -> tx.update(sql));
    }

    static Caller holder(String id, String name, String address) {
        return new Caller.Token(id, 1, name, Permissions.full(), null, address);
    }

    HttpResponse<byte[]> audit(String query, String... headers) {
        return app.ask("GET", app.admin().resolve(AUDIT + query), app.localToken(), null, headers);
    }

    List<JsonNode> rows(String query) {
        HttpResponse<byte[]> answer = audit(query);
        if (answer.statusCode() != 200) {
            throw new AssertionError(query + ": " + text(answer));
        }
        return rows(answer);
    }

    static List<JsonNode> rows(HttpResponse<byte[]> answer) {
        List<JsonNode> rows = new ArrayList<>();
        TestApp.json(answer).forEach(rows::add);
        return rows;
    }

    static List<Long> numbers(List<JsonNode> rows) {
        return rows.stream().map(row -> row.path("seq").longValue()).toList();
    }
}
