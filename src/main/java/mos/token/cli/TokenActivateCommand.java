package mos.token.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "activate",
        sortOptions = false,
        description = "Let a deactivated admin token work again as its bounds say.")
final class TokenActivateCommand implements Callable<Integer> {
    @Mixin ServerOptions server;

    @Parameters(paramLabel = "ID|NAME", description = "The token's id or its exact name.")
    String idOrName;

    private final Output output;
    private final Connections connections;

    TokenActivateCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        ApiClient api = connections.open(server);
        TokenRef token = TokenRef.find(api, idOrName);
        JsonNode answer = api.put(token.path() + "/activate");
        if (server.json) {
            output.json(answer);
        } else {
            output.line("Activated the admin token '" + token.name() + "'.");
        }
        return ExitCode.DONE;
    }
}
