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
        name = "end",
        sortOptions = false,
        description = "End a session: its next request is asked to sign in.")
final class SessionEndCommand implements Callable<Integer> {
    /// One session or every one.
    static final class Which {
        @Parameters(paramLabel = "ID", description = "The id that 'session list' shows.")
        @Nullable String id;

        @Option(names = "--all", description = "End every session.")
        boolean all;
    }

    @Mixin ServerOptions server;

    @ArgGroup(exclusive = true, multiplicity = "1")
    Which which = new Which();

    private final Output output;
    private final Connections connections;

    SessionEndCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        String one = which.id == null ? "" : "/" + ApiPath.encoded(which.id);
        JsonNode answer = connections.open(server).delete(SessionListCommand.PATH + one);
        if (server.json) {
            output.json(answer);
        } else if (which.id == null) {
            output.line("Ended the sessions that lived: " + answer.path("ended").asInt(0) + ".");
        } else {
            output.line("Ended the session " + which.id + ".");
        }
        return ExitCode.DONE;
    }
}
