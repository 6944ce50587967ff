package mos.token.cli;

import java.io.IOException;
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
        name = "set",
        sortOptions = false,
        description = {
            "Enter the token of a service. It is asked for without echo at a terminal, else read"
                    + " from standard input; never from an argument, where other users could see it.",
            "A Docker Hub token has the form USERNAME:TOKEN. The token before it stays until the"
                    + " service took the new one."
        })
final class ServiceSetCommand implements Callable<Integer> {
    @Spec CommandSpec spec;
    @Mixin ServerOptions server;

    @Parameters(paramLabel = "SERVICE", description = Service.NAMES)
    Service service;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description =
                    "Where a gitea token belongs, as in git.example.org; asked for at a terminal,"
                            + " else possibly in front of the token, as HOST:TOKEN.")
    @Nullable String host;

    @Option(
            names = "--expires",
            paramLabel = "WHEN",
            description =
                    "When it ends, so that you are told before: 90d, 2027-01-31, or a moment"
                            + " (2027-01-31T12:00:00Z). Not for github, which tells it itself.")
    Moments.@Nullable Expiry expires;

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
        ObjectNode body = body();
        ApiClient api = connections.open(server);
        if (service == Service.gitea && host == null && terminal.prompt() != null) {
            body.put("host", askedHost(terminal.prompt()));
        }
        SecretText secret = SecretInput.read(terminal, question());
        if (secret.isEmpty()) {
            throw new CommandFailed(
                    ExitCode.USAGE,
                    "no token was given: 'mos-token service remove %s' takes the stored one away"
                            .formatted(service));
        }
        JsonNode answer = api.putSecret(service.path(), body, "token", secret);
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

    private ObjectNode body() {
        ObjectNode body = Json.object();
        if (host != null) {
            if (service != Service.gitea) {
                throw wrong("--host is for gitea only, the others have their own: drop it");
            }
            body.put("host", host);
        }
        if (expires != null) {
            if (service.tellsExpiry()) {
                throw wrong(
                        "--expires is not for %s: %s itself tells when its token ends"
                                .formatted(service, service.title()));
            }
            body.put("expiresAt", Moments.text(expires.at()));
        }
        return body;
    }

    private static String askedHost(Terminal.Prompt prompt) {
        String typed = prompt.readLine("Host of your Gitea or Forgejo, as in git.example.org: ");
        if (typed == null || typed.isBlank()) {
            throw new CommandFailed(ExitCode.USAGE, "no host was given: --host names one");
        }
        return typed.strip();
    }

    private String question() {
        return service.title()
                + " token"
                + (service == Service.dockerhub ? " (USERNAME:TOKEN)" : "")
                + ", not shown: ";
    }

    private CommandLine.ParameterException wrong(String sentence) {
        return new CommandLine.ParameterException(spec.commandLine(), sentence);
    }
}
