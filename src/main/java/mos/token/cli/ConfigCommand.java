package mos.token.cli;

import java.util.concurrent.Callable;
import mos.token.config.ConfigReader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "config",
        sortOptions = false,
        description =
                "Show the effective configuration, each value with its source, as a file for"
                        + " --config.")
final class ConfigCommand implements Callable<Integer> {
    @Spec CommandSpec spec;

    private final ConfigReader reader;
    private final Terminal terminal;

    private ConfigCommand(ConfigReader reader, Terminal terminal) {
        this.reader = reader;
        this.terminal = terminal;
    }

    static CommandLine create(ConfigReader reader, Terminal terminal) {
        CommandLine command = new CommandLine(new ConfigCommand(reader, terminal));
        SettingOptions.addTo(command.getCommandSpec());
        return command;
    }

    @Override
    public Integer call() {
        var ready = SettingOptions.read(spec.commandLine().getParseResult(), reader);
        terminal.out().print(ready.dump());
        terminal.out().flush();
        return ExitCode.DONE;
    }
}
