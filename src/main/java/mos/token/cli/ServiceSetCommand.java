package mos.token.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import mos.token.json.Json;
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
    private static final int LONGEST = 4096;

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
        SecretText secret = read();
        if (secret.isEmpty()) {
            throw new CommandFailed(
                    ExitCode.USAGE,
                    "no token was given: 'mos-token service remove %s' takes the stored one away"
                            .formatted(service));
        }
        JsonNode answer =
                api.post(Service.TOKENS, Json.object().put(service.name(), secret.exposeText()));
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

    private SecretText read() throws IOException {
        Terminal.Prompt prompt = terminal.prompt();
        if (prompt == null) {
            byte[] bytes = terminal.in().readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new CommandFailed(ExitCode.USAGE, "standard input is too long to be a token");
            }
            try {
                return stripped(SecretText.ofUtf8(bytes));
            } catch (IllegalArgumentException _) {
                throw new CommandFailed(ExitCode.USAGE, "standard input is not UTF-8 text");
            }
        }
        char[] typed =
                prompt.readSecret(
                        service == Service.dockerhub
                                ? "Docker Hub token (USERNAME:TOKEN), not shown: "
                                : "GitHub token, not shown: ");
        if (typed == null) {
            return SecretText.of("");
        }
        try {
            return stripped(SecretText.of(java.nio.CharBuffer.wrap(typed)));
        } finally {
            Arrays.fill(typed, ' ');
        }
    }

    /// Without the line end that `echo` and editors add, and spaces of a careless copy.
    private static SecretText stripped(SecretText text) {
        return SecretText.of(text.exposeText().strip());
    }
}
