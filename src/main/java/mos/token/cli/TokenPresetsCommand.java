package mos.token.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
        name = "presets",
        sortOptions = false,
        description = "List the ready-made permissions that --preset takes.")
final class TokenPresetsCommand implements Callable<Integer> {
    @Mixin ServerOptions server;

    private final Output output;
    private final Connections connections;

    TokenPresetsCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        JsonNode presets = connections.open(server).get(PermissionOptions.PRESETS);
        if (server.json) {
            output.json(presets);
            return ExitCode.DONE;
        }
        // Too wide for a table.
        for (JsonNode preset : presets.values()) {
            output.line(
                    preset.path("id").asString("")
                            + ": "
                            + preset.path("description").asString(""));
            output.line("    " + TokenText.permissions(preset.path("permissions")));
        }
        return ExitCode.DONE;
    }
}
