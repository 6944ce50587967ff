package mos.token.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
        name = "show",
        sortOptions = false,
        description =
                "Show the time by which admin tokens begin and end, which never goes back by itself,"
                        + " and the machine's.")
final class ClockShowCommand implements Callable<Integer> {
    static final String PATH = "/api/v1/auth/clock";

    @Mixin ServerOptions server;

    private final Output output;
    private final Connections connections;

    ClockShowCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        JsonNode times = connections.open(server).get(PATH);
        if (server.json) {
            output.json(times);
            return ExitCode.DONE;
        }
        Table table = new Table("Tokens", tokens(times));
        table.row("Machine", machine(times));
        output.table(table);
        if (!tokens(times).equals(machine(times))) {
            output.remark(
                    "The machine's clock is behind the latest time it showed. If that was wrong:"
                            + " 'mos-token clock accept'.");
        }
        return ExitCode.DONE;
    }

    static String tokens(JsonNode times) {
        return Times.toTheSecond(times.path("tokens").asString("?"));
    }

    static String machine(JsonNode times) {
        return Times.toTheSecond(times.path("machine").asString("?"));
    }
}
