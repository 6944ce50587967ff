package mos.token.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import mos.token.secret.SecretText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "set",
        sortOptions = false,
        description = {
            "Enter the token of a service. It is asked for without echo at a terminal, else read"
                    + " from standard input; never from an argument, where other users could see it.",
            "A Docker Hub token has the form USERNAME:TOKEN."
        })
final class ServiceSetCommand implements Callable<Integer> {
    @Mixin ServerOptions server;

    @Parameters(paramLabel = "SERVICE", description = "github or dockerhub")
    Service service;

    private final Terminal terminal;
    private final Output output;
    private final Connections connections;

    ServiceSetCommand(Terminal terminal, Connections connections) {
        this.terminal = terminal;
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() throws IOException {
        ApiClient api = connections.open(server);
        SecretText secret =
                SecretInput.read(
                        terminal,
                        service == Service.dockerhub
                                ? "Docker Hub token (USERNAME:TOKEN), not shown: "
                                : "GitHub token, not shown: ");
        if (secret.isEmpty()) {
            throw new CommandFailed(
                    ExitCode.USAGE,
                    "no token was given: 'mos-token service remove %s' takes the stored one away"
                            .formatted(service));
        }
        JsonNode answer = api.postSecret(Service.TOKENS, service.name(), secret);
        if (server.json) {
            output.json(answer);
        } else {
            output.line(
                    "Saved the %s token. 'mos-token service validate' asks %s about it."
                            .formatted(service.title(), service.title()));
        }
        answer.path("hints").valueStream().forEach(hint -> output.remark(hint.asString("")));
        return ExitCode.DONE;
    }
}
