package mos.token.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
        name = "verify",
        sortOptions = false,
        description =
                "Check that no row of the audit trail was changed, removed or slipped in; exit code 1"
                        + " when one was.")
final class AuditVerifyCommand implements Callable<Integer> {
    /// Every row is read and computed anew.
    private static final Duration AT_MOST = Duration.ofMinutes(10);

    @Mixin ServerOptions server;

    private final Output output;
    private final Connections connections;

    AuditVerifyCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        JsonNode answer =
                connections.open(server).get(AuditFilterOptions.PATH + "/verify", AT_MOST);
        boolean intact = answer.path("intact").asBoolean(false);
        if (server.json) {
            output.json(answer);
        } else if (intact) {
            output.line(
                    "The audit trail is intact: %s rows."
                            .formatted(answer.path("rows").asString("?")));
        } else {
            output.line(
                    "The audit trail is broken: row %s does not follow from the one before it."
                            .formatted(answer.path("firstBroken").asString("?")));
        }
        return intact ? ExitCode.DONE : ExitCode.REFUSED;
    }
}
