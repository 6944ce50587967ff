package mos.token.cli;

import java.util.concurrent.Callable;
import mos.token.json.Json;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
        name = "expires",
        sortOptions = false,
        description =
                "Say when the stored token of a service ends, which only its owner knows, so that"
                        + " you are told 30, 14, 7, 3 and 1 days before. GitHub tells it itself.")
final class ServiceExpiresCommand implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin ServerOptions server;

    @Parameters(paramLabel = "SERVICE", description = "dockerhub, codeberg, or gitea")
    Service service;

    @Parameters(
            paramLabel = "WHEN",
            description =
                    "A time from now (90d), a date (2027-01-31: the start of that day in this"
                            + " machine's time zone), a moment (2027-01-31T12:00:00Z), or never.")
    Moments.Expiry expires;

    private final Output output;
    private final Connections connections;

    ServiceExpiresCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        if (service.tellsExpiry()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    service.title() + " itself tells when its token ends: nothing to enter");
        }
        JsonNode answer =
                connections
                        .open(server)
                        .put(
                                service.path(),
                                Json.object().put("expiresAt", Moments.text(expires.at())));
        if (server.json) {
            output.json(answer);
        } else {
            output.line(
                    "The %s token ends: %s."
                            .formatted(service.title(), ServiceText.expires(answer)));
        }
        return ExitCode.DONE;
    }
}
