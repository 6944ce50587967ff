package mos.token.cli;

import java.util.concurrent.Callable;
import mos.token.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
        name = "sign-in-link",
        sortOptions = false,
        description = "Print a link that opens the page once, within 10 minutes.")
final class SignInLinkCommand implements Callable<Integer> {
    @Mixin ServerOptions server;

    private final Output output;
    private final Connections connections;

    SignInLinkCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        ApiClient api = connections.open(server);
        JsonNode answer = api.post("/api/v1/auth/sign-in-links", null);
        String link = answer.path("link").asString("");
        if (!link.startsWith("/")) {
            throw new CommandFailed(ExitCode.REFUSED, "the server's answer holds no link");
        }
        // The server knows the path; under which address this person reaches it, the client knows.
        String url = api.server() + link;
        if (server.json) {
            output.json(
                    Json.object()
                            .put("link", url)
                            .put("expiresAt", answer.path("expiresAt").asString("")));
        } else {
            output.line(url);
        }
        return ExitCode.DONE;
    }
}
