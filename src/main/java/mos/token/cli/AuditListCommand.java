package mos.token.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "list",
        sortOptions = false,
        description = "List rows of the audit trail, the newest first.")
final class AuditListCommand implements Callable<Integer> {
    @Mixin ServerOptions server;
    @Mixin AuditFilterOptions filter;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "How many rows, at most 1000; 100 when nothing is said.")
    @Nullable Integer limit;

    private final Output output;
    private final Connections connections;

    AuditListCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        JsonNode rows = connections.open(server).get(filter.path("limit", limit));
        if (server.json) {
            output.json(rows);
            return ExitCode.DONE;
        }
        if (rows.isEmpty()) {
            output.remark("No row of the audit trail is like that.");
            return ExitCode.DONE;
        }
        Table table = new Table("ROW", "TIME", "CALLER", "ADDRESS", "ACTION", "SUBJECT", "DETAIL");
        for (JsonNode row : rows.values()) {
            table.row(
                    row.path("seq").asString(""),
                    Times.toTheSecond(row.path("at").asString("")),
                    caller(row),
                    row.path("address").asString(""),
                    row.path("action").asString(""),
                    row.path("subject").asString(""),
                    row.path("detail").asString(""));
        }
        output.table(table);
        return ExitCode.DONE;
    }

    /// The name, or where there is none the id, as of a refused token.
    private static String caller(JsonNode row) {
        String name = row.path("callerName").asString("");
        return name.isEmpty() ? row.path("callerId").asString("") : name;
    }
}
