package mos.token.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "delete",
        sortOptions = false,
        description = "Delete an admin token for good; asks before.")
final class TokenDeleteCommand implements Callable<Integer> {
    @Mixin ServerOptions server;

    @Parameters(paramLabel = "ID|NAME", description = "The token's id or its exact name.")
    String idOrName;

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    private final Terminal terminal;
    private final Output output;
    private final Connections connections;

    TokenDeleteCommand(Terminal terminal, Connections connections) {
        this.terminal = terminal;
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        ApiClient api = connections.open(server);
        TokenRef token = TokenRef.find(api, idOrName);
        if (!yes) {
            Question.confirm(
                    terminal,
                    "Delete the admin token '%s' (id %s)? Whatever uses it stops working."
                            .formatted(token.name(), token.id()));
        }
        JsonNode answer = api.delete(token.path());
        if (server.json) {
            output.json(answer);
        } else {
            output.line("Deleted the admin token '" + token.name() + "'.");
        }
        return ExitCode.DONE;
    }
}
