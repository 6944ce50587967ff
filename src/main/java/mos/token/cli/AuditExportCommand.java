package mos.token.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        sortOptions = false,
        description =
                "Print the audit trail for a file, the oldest row first: mos-token audit export"
                        + " --format jsonl > audit.jsonl")
final class AuditExportCommand implements Callable<Integer> {
    /// What it is printed as.
    enum Format {
        csv,
        jsonl
    }

    @Spec CommandSpec spec;
    @Mixin ServerOptions server;
    @Mixin AuditFilterOptions filter;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            required = true,
            description =
                    "csv for a spreadsheet, jsonl (one JSON object a line) for programs and as"
                            + " evidence.")
    Format format;

    private final Terminal terminal;
    private final Connections connections;

    AuditExportCommand(Terminal terminal, Connections connections) {
        this.terminal = terminal;
        this.connections = connections;
    }

    @Override
    public Integer call() {
        if (server.json) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "drop --json: --format says what an export is printed as");
        }
        connections.open(server).copy(filter.path("format", format), terminal.out());
        terminal.out().flush();
        return ExitCode.DONE;
    }
}
