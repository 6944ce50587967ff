package mos.token.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import mos.token.json.Json;
import mos.token.secret.SecretText;
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
        name = "create",
        sortOptions = false,
        description =
                "Create an admin token. The token is shown this once, alone on standard output:"
                        + " TOKEN=$(mos-token token create ci)")
final class TokenCreateCommand implements Callable<Integer> {
    /// What a token may do.
    enum Mode {
        full,
        readonly,
        custom
    }

    @Spec CommandSpec spec;
    @Mixin ServerOptions server;

    @Parameters(paramLabel = "NAME", description = "A name that no other admin token has.")
    String name;

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    @Nullable String description;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description =
                    "full (the default), readonly, or custom: only what --allow says, which is the"
                            + " default with --allow.")
    @Nullable Mode mode;

    @Option(
            names = "--allow",
            paramLabel = "RESOURCE=LEVEL",
            description =
                    "Allow read or write on a resource, for example docker=read. Repeatable. With"
                            + " registry=read or github=read it opens the gateway's private content.")
    Map<String, String> allow = new LinkedHashMap<>();

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing but the token.")
    boolean quiet;

    private final Output output;
    private final Connections connections;

    TokenCreateCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        ObjectNode body = Json.object().put("name", name);
        if (description != null) {
            body.put("description", description);
        }
        body.set("permissions", permissions());
        JsonNode data = connections.open(server).post(TokenRef.PATH, body).path("data");
        if (!data.path("token").isString()) {
            throw new CommandFailed(ExitCode.REFUSED, "the server's answer holds no token");
        }
        if (server.json) {
            output.json(data);
            return ExitCode.DONE;
        }
        if (!quiet) {
            output.remark(
                    "Created the admin token '%s' (id %s, %s). It is shown only now:"
                            .formatted(
                                    data.path("name").asString(name),
                                    data.path("id").asString("?"),
                                    TokenListCommand.permissions(data.path("permissions"))));
        }
        output.line(SecretText.of(data.path("token").asString()).exposeText());
        return ExitCode.DONE;
    }

    private ObjectNode permissions() {
        Mode chosen = mode != null ? mode : allow.isEmpty() ? Mode.full : Mode.custom;
        if (chosen != Mode.custom && !allow.isEmpty()) {
            throw wrong("--allow goes only with --mode custom: drop --mode " + chosen);
        }
        ObjectNode permissions = Json.object().put("mode", chosen.name());
        if (chosen == Mode.custom) {
            ObjectNode resources = permissions.putObject("resources");
            allow.forEach(resources::put);
        }
        return permissions;
    }

    private CommandLine.ParameterException wrong(String sentence) {
        return new CommandLine.ParameterException(spec.commandLine(), sentence);
    }
}
