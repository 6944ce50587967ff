package mos.token.cli;

import java.util.Locale;
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
        name = "simulate",
        sortOptions = false,
        description =
                "Say whether a request would be allowed, and why, without making it; exit code 1 when"
                        + " it would not: mos-token token simulate --preset dashboard GET"
                        + " /api/v1/docker/containers")
final class TokenSimulateCommand implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin ServerOptions server;

    @Parameters(index = "0", paramLabel = "METHOD", description = "As in GET.")
    String method;

    @Parameters(
            index = "1",
            paramLabel = "PATH",
            description = "The request's path; begins with /.")
    String path;

    @Option(
            names = "--token",
            paramLabel = "ID|NAME",
            description = "With the permissions of this admin token.")
    @Nullable String idOrName;

    @Mixin PermissionOptions permissions;

    private final Output output;
    private final Connections connections;

    TokenSimulateCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        if ((idOrName != null) == permissions.given()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "give either --token, or permissions: --preset, --mode or --allow");
        }
        ApiClient api = connections.open(server);
        ObjectNode body =
                idOrName == null
                        ? permissions.body()
                        : Json.object().put("tokenId", TokenRef.find(api, idOrName).id());
        body.putArray("requests")
                .addObject()
                .put("method", method.toUpperCase(Locale.ROOT))
                .put("path", path);
        JsonNode answer = api.post(PermissionOptions.SIMULATE, body);
        JsonNode result = answer.path("results").path(0);
        boolean allowed = result.path("allowed").asBoolean(false);
        if (server.json) {
            output.json(answer);
        } else {
            output.line(
                    (allowed ? "Allowed. " : "Not allowed. ")
                            + result.path("explanation").asString(""));
        }
        return allowed ? ExitCode.DONE : ExitCode.REFUSED;
    }
}
