package mos.token.cli;

import java.util.concurrent.Callable;
import mos.token.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "edit",
        sortOptions = false,
        description = "Change what an admin token is called, and when and from where it works.")
final class TokenEditCommand implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin ServerOptions server;

    @Parameters(paramLabel = "ID|NAME", description = "The token's id or its exact name.")
    String idOrName;

    @Option(names = "--name", paramLabel = "NAME", description = "Another name.")
    @Nullable String name;

    @Option(
            names = "--description",
            paramLabel = "TEXT",
            description = "What it is for; an empty text takes the description away.")
    @Nullable String description;

    @Mixin LifeOptions life;

    @Option(names = "--any-network", description = "Works from any network again.")
    boolean anyNetwork;

    private final Output output;
    private final Connections connections;

    TokenEditCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        ObjectNode body = body();
        ApiClient api = connections.open(server);
        TokenRef token = TokenRef.find(api, idOrName);
        JsonNode answer = api.patch(token.path(), body);
        if (server.json) {
            output.json(answer);
        } else {
            output.line(
                    "Changed the admin token %s."
                            .formatted(TokenText.summary(answer.path("data"))));
        }
        return ExitCode.DONE;
    }

    private ObjectNode body() {
        if (anyNetwork && !life.networks.isEmpty()) {
            throw wrong("--any-network and --network exclude each other: drop one");
        }
        ObjectNode body = Json.object();
        if (name != null) {
            body.put("name", name);
        }
        if (description != null) {
            body.put("description", description);
        }
        life.addTo(body);
        if (anyNetwork) {
            body.putArray("networks");
        }
        if (body.isEmpty()) {
            throw wrong(
                    "nothing to change: give --name, --description, --expires, --not-before,"
                            + " --network or --any-network");
        }
        return body;
    }

    private CommandLine.ParameterException wrong(String sentence) {
        return new CommandLine.ParameterException(spec.commandLine(), sentence);
    }
}
