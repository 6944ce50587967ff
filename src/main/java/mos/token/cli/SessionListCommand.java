package mos.token.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
        name = "list",
        sortOptions = false,
        description = "List who is signed in to the page, the latest used first.")
final class SessionListCommand implements Callable<Integer> {
    static final String PATH = "/api/v1/auth/sessions";

    @Mixin ServerOptions server;

    private final Output output;
    private final Connections connections;

    SessionListCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        JsonNode sessions = connections.open(server).get(PATH);
        if (server.json) {
            output.json(sessions);
            return ExitCode.DONE;
        }
        if (sessions.isEmpty()) {
            output.remark("Nobody is signed in.");
            return ExitCode.DONE;
        }
        Table table = new Table("ID", "NAME", "SINCE", "LAST", "ENDS", "ADDRESS", "PROGRAM");
        for (JsonNode session : sessions.values()) {
            table.row(
                    session.path("id").asString(""),
                    session.path("name").asString(""),
                    Times.toTheMinute(session.path("signedInAt").asString("")),
                    Times.toTheMinute(session.path("lastUsedAt").asString("")),
                    Times.toTheMinute(session.path("endsAt").asString("")),
                    session.path("address").asString(""),
                    session.path("userAgent").asString(""));
        }
        output.table(table);
        return ExitCode.DONE;
    }
}
