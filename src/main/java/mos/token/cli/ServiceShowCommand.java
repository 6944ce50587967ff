package mos.token.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "show",
        sortOptions = false,
        description = {
            "Show which services have a token, and how it fares; of one service everything that is"
                    + " known: what each host said, what it was spent for, who asked, the token"
                    + " before it, and where to revoke it.",
            "Tokens are masked; no command shows one. Asks no service: validate does."
        })
final class ServiceShowCommand implements Callable<Integer> {
    @Mixin ServerOptions server;

    @Parameters(paramLabel = "SERVICE", arity = "0..1", description = Service.NAMES)
    @Nullable Service service;

    private final Output output;
    private final Connections connections;

    ServiceShowCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        ApiClient api = connections.open(server);
        if (service != null) {
            JsonNode token = api.get(service.path());
            if (server.json) {
                output.json(token);
            } else {
                output.table(one(token));
            }
            return ExitCode.DONE;
        }
        List<JsonNode> tokens = new ArrayList<>();
        for (Service each : Service.values()) {
            tokens.add(api.get(each.path()));
        }
        if (server.json) {
            output.json(tokens.stream());
        } else {
            output.table(all(tokens));
        }
        return ExitCode.DONE;
    }

    private static Table all(List<JsonNode> tokens) {
        Table table = new Table("SERVICE", "STATE", "TOKEN", "USER", "EXPIRES", "LAST SPENT");
        for (JsonNode token : tokens) {
            table.row(
                    token.path("service").asString("?"),
                    ServiceText.state(token),
                    token.path("mask").asString(""),
                    token.path("user").asString(""),
                    Times.toTheMinute(token.path("expiresAt"), ""),
                    Times.toTheMinute(token.path("lastSpent"), ""));
        }
        return table;
    }

    private static Table one(JsonNode token) {
        Table table = new Table("Service", token.path("label").asString("?"));
        table.row(
                "State",
                ServiceText.state(ServiceText.state(token), token.path("detail").asString("")));
        if (ServiceText.configured(token)) {
            table.row(
                    "Token",
                    "%s, entered %s"
                            .formatted(
                                    token.path("mask").asString("?"),
                                    Times.toTheMinute(token.path("since"), "?")));
            table.row("User", token.path("user").asString("not told"));
            table.row("Level", ServiceText.level(token));
            table.row("Can write", ServiceText.canWrite(token));
            table.row("Expires", ServiceText.expires(token));
            table.row("Last spent", Times.toTheMinute(token.path("lastSpent"), "never"));
            table.rows("Hosts", ServiceText.hosts(token.path("hosts")));
            table.row("Former token", ServiceText.former(token));
            table.row("Revoke it at", token.path("revokeAt").asString("?"));
        }
        table.rows("Spent for", ServiceText.uses(token.path("spentFor"), "what", "nothing lately"));
        table.rows("Asked by", ServiceText.uses(token.path("askedBy"), "who", "nobody lately"));
        return table;
    }
}
