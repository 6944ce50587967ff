package mos.token.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import mos.token.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "warm",
        sortOptions = false,
        description = {
            "Fetch images into the cache and show how far it is. The server goes on when this"
                    + " command is ended."
        })
final class CacheWarmCommand implements Callable<Integer> {
    private static final String PATH = CacheShowCommand.PATH + "/warm";
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    @Mixin ServerOptions server;

    @Spec CommandSpec spec;

    @Parameters(
            paramLabel = "IMAGE",
            arity = "0..*",
            description = "As in nginx, ghcr.io/owner/name:1 or with a digest; 100 at most.")
    List<String> images = List.of();

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH",
            description =
                    "Of images for several platforms fetch this one; repeatable. Default:"
                            + " linux/amd64")
    List<String> platforms = List.of();

    @Option(
            names = "--cancel",
            paramLabel = "ID",
            description = "Stop an order that was begun earlier, instead of giving one.")
    @Nullable String cancel;

    private final Terminal terminal;
    private final Output output;
    private final Connections connections;

    CacheWarmCommand(Terminal terminal, Connections connections) {
        this.terminal = terminal;
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        if (images.isEmpty() == (cancel == null)) {
            throw new ParameterException(
                    spec.commandLine(), "Name the images to fetch, or the order to --cancel.");
        }
        ApiClient api = connections.open(server);
        WarmProgress progress = server.json ? null : new WarmProgress(terminal);
        JsonNode order =
                cancel == null
                        ? api.post(PATH, order())
                        : api.delete(PATH + "/" + ApiPath.encoded(cancel));
        String id = order.path("id").asString("");
        if (progress != null && cancel == null) {
            output.remark("Order " + id + "; to stop it: mos-token cache warm --cancel " + id);
        }
        while (true) {
            if (progress != null) {
                progress.show(order);
            }
            if (order.path("over").asBoolean(true)) {
                break;
            }
            pause();
            order = api.get(PATH + "/" + ApiPath.encoded(id));
        }
        if (server.json) {
            output.json(order);
        }
        boolean failed =
                order.path("images")
                        .valueStream()
                        .anyMatch(image -> image.path("state").asString("").equals("failed"));
        return failed ? ExitCode.REFUSED : ExitCode.DONE;
    }

    private ObjectNode order() {
        ObjectNode order = Json.object();
        images.forEach(order.putArray("images")::add);
        if (!platforms.isEmpty()) {
            platforms.forEach(order.putArray("platforms")::add);
        }
        return order;
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(ExitCode.REFUSED, "interrupted; the server goes on");
        }
    }
}
