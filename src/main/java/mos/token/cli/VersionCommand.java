package mos.token.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "version", description = "Show the version.")
final class VersionCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final String version;

    VersionCommand(Terminal terminal, String version) {
        this.terminal = terminal;
        this.version = version;
    }

    @Override
    public Integer call() {
        terminal.out().println("mos-token " + version);
        return ExitCode.DONE;
    }
}
