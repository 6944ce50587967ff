package mos.token.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "dismiss",
        sortOptions = false,
        description = "Put a notice away. While its condition lasts it is not shown again as open.")
final class NoticeDismissCommand implements Callable<Integer> {
    /// One notice or every one.
    static final class Which {
        @Parameters(paramLabel = "ID", description = "The number that 'notice list' shows.")
        @Nullable Long id;

        @Option(names = "--all", description = "Put every open notice away.")
        boolean all;
    }

    @Mixin ServerOptions server;

    @ArgGroup(exclusive = true, multiplicity = "1")
    Which which = new Which();

    private final Output output;
    private final Connections connections;

    NoticeDismissCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        String one = which.id == null ? "" : "/" + which.id;
        JsonNode answer = connections.open(server).put(NoticeListCommand.PATH + one + "/dismiss");
        if (server.json) {
            output.json(answer);
        } else if (which.id == null) {
            output.line(
                    "Dismissed the notices that were open: "
                            + answer.path("dismissed").asInt(0)
                            + ".");
        } else {
            output.line("Dismissed the notice " + which.id + ".");
        }
        return ExitCode.DONE;
    }
}
