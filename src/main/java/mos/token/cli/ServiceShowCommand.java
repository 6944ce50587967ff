package mos.token.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
        name = "show",
        sortOptions = false,
        description =
                "Show which services have a token, masked; no command shows the token itself.")
final class ServiceShowCommand implements Callable<Integer> {
    @Mixin ServerOptions server;

    private final Output output;
    private final Connections connections;

    ServiceShowCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        JsonNode tokens = connections.open(server).get(Service.TOKENS);
        if (server.json) {
            output.json(tokens);
            return ExitCode.DONE;
        }
        Table table = new Table("SERVICE", "TOKEN");
        for (Service service : Service.values()) {
            String mask = tokens.path(service.name()).asString("");
            table.row(service.name(), mask.isEmpty() ? "not set" : mask);
        }
        output.table(table);
        return ExitCode.DONE;
    }
}
