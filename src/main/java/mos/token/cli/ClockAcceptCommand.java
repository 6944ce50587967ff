package mos.token.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "accept",
        sortOptions = false,
        description =
                "After the machine's clock had leapt ahead by mistake, take its present time as right,"
                        + " so that admin tokens which expired by the mistake work again; asks"
                        + " before.")
final class ClockAcceptCommand implements Callable<Integer> {
    @Mixin ServerOptions server;

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    private final Terminal terminal;
    private final Output output;
    private final Connections connections;

    ClockAcceptCommand(Terminal terminal, Connections connections) {
        this.terminal = terminal;
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        ApiClient api = connections.open(server);
        if (!yes) {
            JsonNode times = api.get(ClockShowCommand.PATH);
            Question.confirm(
                    terminal,
                    "Take %s as the time instead of %s? Admin tokens that expired between the two work again."
                            .formatted(
                                    ClockShowCommand.machine(times),
                                    ClockShowCommand.tokens(times)));
        }
        JsonNode answer = api.put(ClockShowCommand.PATH + "/accept");
        if (server.json) {
            output.json(answer);
        } else {
            output.line("Admin tokens live by the machine's clock again.");
        }
        return ExitCode.DONE;
    }
}
