package mos.token.cli;

import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(name = "list", sortOptions = false, description = "List the admin tokens.")
final class TokenListCommand implements Callable<Integer> {
    @Mixin ServerOptions server;

    private final Output output;
    private final Connections connections;

    TokenListCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        JsonNode tokens = connections.open(server).get(TokenRef.PATH);
        if (server.json) {
            output.json(tokens);
            return ExitCode.DONE;
        }
        if (tokens.isEmpty()) {
            output.remark("There is no admin token yet: 'mos-token token create NAME' makes one.");
            return ExitCode.DONE;
        }
        Table table = new Table("ID", "NAME", "PERMISSIONS", "STATE", "CREATED", "DESCRIPTION");
        for (JsonNode token : tokens.values()) {
            table.row(
                    token.path("id").asString(""),
                    token.path("name").asString(""),
                    permissions(token.path("permissions")),
                    token.path("isActive").asBoolean(true) ? "active" : "deactivated",
                    toTheMinute(token.path("createdAt").asString("")),
                    token.path("description").asString(""));
        }
        output.table(table);
        return ExitCode.DONE;
    }

    /// `full`, `readonly`, or what a custom token may: `docker=read mos=write`.
    static String permissions(JsonNode permissions) {
        String mode = permissions.path("mode").asString("full");
        if (!mode.equals("custom")) {
            return mode;
        }
        String granted =
                permissions.path("resources").properties().stream()
                        .filter(entry -> !entry.getValue().asString("").equals("none"))
                        .map(entry -> entry.getKey() + "=" + entry.getValue().asString(""))
                        .collect(Collectors.joining(" "));
        return granted.isEmpty() ? "nothing" : granted;
    }

    /// `2026-11-23T20:51:43.653Z` to `2026-11-23 20:51Z`; anything else unchanged.
    static String toTheMinute(String time) {
        return time.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:.*Z")
                ? time.substring(0, 10) + " " + time.substring(11, 16) + "Z"
                : time;
    }
}
