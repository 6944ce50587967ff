package mos.token.cli;

import java.util.concurrent.Callable;
import mos.token.config.ConfigReader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "serve",
        sortOptions = false,
        description =
                "Serve the page, the API and the gateway until told to end; prints both addresses"
                        + " and a sign-in link.")
final class ServeCommand implements Callable<Integer> {
    @Spec CommandSpec spec;

    private final ConfigReader reader;
    private final Terminal terminal;
    private final Server server;

    private ServeCommand(ConfigReader reader, Terminal terminal, Server server) {
        this.reader = reader;
        this.terminal = terminal;
        this.server = server;
    }

    static CommandLine create(ConfigReader reader, Terminal terminal, Server server) {
        CommandLine command = new CommandLine(new ServeCommand(reader, terminal, server));
        SettingOptions.addTo(command.getCommandSpec());
        return command;
    }

    @Override
    public Integer call() {
        var ready = SettingOptions.read(spec.commandLine().getParseResult(), reader);
        return server.serve(ready.config(), terminal);
    }
}
