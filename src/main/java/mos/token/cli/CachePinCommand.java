package mos.token.cli;

import java.util.concurrent.Callable;
import mos.token.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "pin",
        sortOptions = false,
        description =
                "Keep an image whatever room is needed: what is kept of it, and what will be. It is"
                        + " not fetched; 'cache warm' does that.")
final class CachePinCommand implements Callable<Integer> {
    static final String PATH = CacheShowCommand.PATH + "/pins";

    @Mixin ServerOptions server;

    @Parameters(
            paramLabel = "IMAGE",
            description = "As in nginx, ghcr.io/owner/name:1 or a digest.")
    String image;

    private final Output output;
    private final Connections connections;

    CachePinCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        JsonNode pinned = connections.open(server).put(PATH, Json.object().put("image", image));
        if (server.json) {
            output.json(pinned);
        } else {
            output.line(
                    "Pinned %s, of which %s are kept."
                            .formatted(
                                    pinned.path("image").asString(image),
                                    Sizes.of(pinned.path("bytes").asLong(0))));
        }
        return ExitCode.DONE;
    }
}
