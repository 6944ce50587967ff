package mos.token.cli;

import java.util.concurrent.Callable;
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
        name = "permissions",
        sortOptions = false,
        description = "Replace the permissions of an admin token, or narrow them to what it used.")
final class TokenPermissionsCommand implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin ServerOptions server;

    @Parameters(paramLabel = "ID|NAME", description = "The token's id or its exact name.")
    String idOrName;

    @Mixin PermissionOptions permissions;

    @Option(
            names = "--adopt",
            description =
                    "Narrow it to the smallest permissions that cover what it did so far; asks"
                            + " before, showing them.")
    boolean adopt;

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    private final Terminal terminal;
    private final Output output;
    private final Connections connections;

    TokenPermissionsCommand(Terminal terminal, Connections connections) {
        this.terminal = terminal;
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        if (adopt == permissions.given()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "give either --adopt, or what it may do: --mode, --allow or --preset");
        }
        ApiClient api = connections.open(server);
        JsonNode answer = adopt ? adopt(api) : replace(api);
        if (server.json) {
            output.json(answer);
        } else {
            output.line(
                    "Changed the admin token %s."
                            .formatted(TokenText.summary(answer.path("data"))));
        }
        return ExitCode.DONE;
    }

    private JsonNode replace(ApiClient api) {
        ObjectNode body = permissions.bodyWithoutPreset(api);
        return api.put(TokenRef.find(api, idOrName).path() + "/permissions", body);
    }

    private JsonNode adopt(ApiClient api) {
        TokenRef token = TokenRef.find(api, idOrName);
        if (!yes) {
            JsonNode known = api.get(token.path());
            Question.confirm(
                    terminal,
                    "Narrow the admin token '%s' (id %s) from %s to %s?"
                            .formatted(
                                    token.name(),
                                    token.id(),
                                    TokenText.permissions(known.path("permissions")),
                                    TokenText.permissions(known.path("usedPermissions"))));
        }
        return api.put(token.path() + "/permissions/adopt");
    }
}
