package mos.token.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import mos.token.secret.SecretText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
        name = "identify",
        sortOptions = false,
        description =
                "Say whose a token is that was found somewhere; it is not counted as used. It is"
                        + " asked for without echo at a terminal, else read from standard input. Exit"
                        + " code 1 when it is none of ours, or opens nothing.")
final class TokenIdentifyCommand implements Callable<Integer> {
    @Mixin ServerOptions server;

    private final Terminal terminal;
    private final Output output;
    private final Connections connections;

    TokenIdentifyCommand(Terminal terminal, Connections connections) {
        this.terminal = terminal;
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() throws IOException {
        ApiClient api = connections.open(server);
        SecretText secret = SecretInput.read(terminal, "Token, not shown: ");
        if (secret.isEmpty()) {
            throw new CommandFailed(ExitCode.USAGE, "no token was given");
        }
        JsonNode answer = api.postSecret(TokenRef.PATH + "/identify", "token", secret);
        if (server.json) {
            output.json(answer);
        } else {
            output.line(sentence(answer));
        }
        return answer.path("state").asString("").equals("active")
                ? ExitCode.DONE
                : ExitCode.REFUSED;
    }

    private static String sentence(JsonNode answer) {
        if (answer.path("ours").asBoolean(false)) {
            return "It is the admin token '%s' (id %s): %s."
                    .formatted(
                            answer.path("name").asString("?"),
                            answer.path("id").asString("?"),
                            answer.path("state").asString("?").replace('-', ' '));
        }
        String detail = answer.path("detail").asString("");
        return detail.isEmpty() ? "It is none of ours." : "It is none of ours: " + detail;
    }
}
