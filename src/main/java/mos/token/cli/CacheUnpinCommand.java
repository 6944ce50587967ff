package mos.token.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "unpin",
        sortOptions = false,
        description = "Let an image go again when room is needed.")
final class CacheUnpinCommand implements Callable<Integer> {
    @Mixin ServerOptions server;

    @Parameters(paramLabel = "IMAGE", description = "As it was pinned.")
    String image;

    private final Output output;
    private final Connections connections;

    CacheUnpinCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        String path = new ApiPath(CachePinCommand.PATH).with("image", image).text();
        JsonNode answer = connections.open(server).delete(path);
        if (server.json) {
            output.json(answer);
        } else {
            output.line("Unpinned " + image + ".");
        }
        return ExitCode.DONE;
    }
}
