package mos.token.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "remove",
        sortOptions = false,
        description =
                "Remove the token of a service, and the one before it; asks before. Nothing can"
                        + " bring it back.")
final class ServiceRemoveCommand implements Callable<Integer> {
    @Mixin ServerOptions server;

    @Parameters(paramLabel = "SERVICE", description = Service.NAMES)
    Service service;

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    private final Terminal terminal;
    private final Output output;
    private final Connections connections;

    ServiceRemoveCommand(Terminal terminal, Connections connections) {
        this.terminal = terminal;
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        ApiClient api = connections.open(server);
        if (!yes) {
            Question.confirm(
                    terminal,
                    "Remove the %s token? The gateway then asks %s without one."
                            .formatted(service.title(), service.title()));
        }
        JsonNode answer = api.delete(service.path());
        if (server.json) {
            output.json(answer);
        } else {
            output.line("Removed the " + service.title() + " token.");
        }
        return ExitCode.DONE;
    }
}
