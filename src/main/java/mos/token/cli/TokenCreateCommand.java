package mos.token.cli;

import java.util.concurrent.Callable;
import mos.token.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "create",
        sortOptions = false,
        description =
                "Create an admin token. The token is shown this once, alone on standard output:"
                        + " TOKEN=$(mos-token token create ci). Without --mode, --allow or --preset"
                        + " it may do everything.")
final class TokenCreateCommand implements Callable<Integer> {
    @Mixin ServerOptions server;

    @Parameters(paramLabel = "NAME", description = "A name that no other admin token has.")
    String name;

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    @Nullable String description;

    @Mixin PermissionOptions permissions;
    @Mixin LifeOptions life;

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
        body.setAll(permissions.body());
        life.addTo(body);
        NewToken token = new NewToken(connections.open(server).post(TokenRef.PATH, body));
        token.print(
                output,
                server.json,
                quiet,
                "Created the admin token %s. It is shown only now:"
                        .formatted(TokenText.summary(token.data())));
        return ExitCode.DONE;
    }
}
