package mos.token.cli;

import java.time.Clock;
import java.util.Arrays;
import mos.token.config.ConfigReader;
import mos.token.secret.Redaction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/// The commands of `mos-token`.
public final class Cli {
    private static final int WIDTH = 100;

    private final Terminal terminal;
    private final Server server;
    private final Migration migration;
    private final String version;
    private final Clock clock;

    /// @param clock tells what "90 days from now" is, and by its zone when a day begins
    public Cli(Terminal terminal, Server server, Migration migration, String version, Clock clock) {
        this.terminal = terminal;
        this.server = server;
        this.migration = migration;
        this.version = version;
        this.clock = clock;
    }

    /// Runs one command.
    ///
    /// @return its exit code, see [ExitCode]
    public int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    CommandLine commandLine() {
        ConfigReader reader = new ConfigReader(terminal.environment(), terminal.home());
        Connections connections = new Connections(terminal, reader);
        CommandLine root = new CommandLine(new Root());
        root.getCommandSpec()
                .addOption(
                        OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .scopeType(ScopeType.INHERIT)
                                .description("Show this help.")
                                .build());
        root.addSubcommand(ServeCommand.create(reader, terminal, server));
        root.addSubcommand(tokenCommands(connections));
        root.addSubcommand(
                new CommandLine(new ServiceGroup())
                        .addSubcommand(new ServiceSetCommand(terminal, connections))
                        .addSubcommand(new ServiceShowCommand(terminal, connections))
                        .addSubcommand(new ServiceExpiresCommand(terminal, connections))
                        .addSubcommand(new ServiceValidateCommand(terminal, connections))
                        .addSubcommand(new ServiceRemoveCommand(terminal, connections)));
        root.addSubcommand(new QuotaCommand(terminal, connections));
        root.addSubcommand(
                new CommandLine(new CacheGroup())
                        .addSubcommand(new CacheShowCommand(terminal, connections))
                        .addSubcommand(new CachePruneCommand(terminal, connections))
                        .addSubcommand(new CachePinCommand(terminal, connections))
                        .addSubcommand(new CacheUnpinCommand(terminal, connections))
                        .addSubcommand(new CacheWarmCommand(terminal, connections)));
        root.addSubcommand(
                new CommandLine(new NoticeGroup())
                        .addSubcommand(new NoticeListCommand(terminal, connections))
                        .addSubcommand(new NoticeDismissCommand(terminal, connections)));
        root.addSubcommand(
                new CommandLine(new AuditGroup())
                        .addSubcommand(new AuditListCommand(terminal, connections))
                        .addSubcommand(new AuditExportCommand(terminal, connections))
                        .addSubcommand(new AuditVerifyCommand(terminal, connections)));
        root.addSubcommand(
                new CommandLine(new ClockGroup())
                        .addSubcommand(new ClockShowCommand(terminal, connections))
                        .addSubcommand(new ClockAcceptCommand(terminal, connections)));
        root.addSubcommand(new ClientConfigCommand(terminal, connections));
        root.addSubcommand(
                new CommandLine(new MigrateGroup())
                        .addSubcommand(new MigrateMosCommand(terminal, reader, migration)));
        root.addSubcommand(new SignInLinkCommand(terminal, connections));
        root.addSubcommand(ConfigCommand.create(reader, terminal));
        root.addSubcommand(new VersionCommand(terminal, version));
        return new Moments(clock)
                .addTo(root)
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setUsageHelpWidth(WIDTH)
                .setParameterExceptionHandler(this::wrongUsage)
                .setExecutionExceptionHandler(this::failed);
    }

    private CommandLine tokenCommands(Connections connections) {
        return new CommandLine(new TokenGroup())
                .addSubcommand(new TokenCreateCommand(terminal, connections))
                .addSubcommand(new TokenListCommand(terminal, connections))
                .addSubcommand(new TokenShowCommand(terminal, connections))
                .addSubcommand(new TokenEditCommand(terminal, connections))
                .addSubcommand(new TokenPermissionsCommand(terminal, connections))
                .addSubcommand(new TokenRotateCommand(terminal, connections))
                .addSubcommand(new TokenDeactivateCommand(terminal, connections))
                .addSubcommand(new TokenActivateCommand(terminal, connections))
                .addSubcommand(new TokenDeleteCommand(terminal, connections))
                .addSubcommand(new TokenIdentifyCommand(terminal, connections))
                .addSubcommand(new TokenPresetsCommand(terminal, connections))
                .addSubcommand(new TokenSimulateCommand(terminal, connections));
    }

    private int wrongUsage(ParameterException e, String[] arguments) {
        if (Arrays.stream(arguments).anyMatch(one -> one.matches("-{1,2}(notify|webhook).*"))) {
            // Repeating it would put the URL, which lets one post there, into a log.
            say(
                    "notify.… is set in the file of --config alone: everybody on this machine can read"
                            + " a command line");
            return ExitCode.USAGE;
        }
        // Whoever wrote a token on the command line should not find it in a build log as well.
        say(Redaction.text(String.valueOf(e.getMessage())));
        say("try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'");
        return ExitCode.USAGE;
    }

    private int failed(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof CommandFailed failed) {
            failed.sentence().lines().forEach(this::say);
            return failed.exitCode();
        }
        say("unexpected " + e.getClass().getName() + ": " + Redaction.text("" + e.getMessage()));
        return ExitCode.REFUSED;
    }

    private void say(String line) {
        terminal.err().println("mos-token: " + Terminal.printable(line));
    }

    @Command(
            name = "mos-token",
            description = "Issues admin API tokens, keeps service tokens sealed, spends them.",
            footer = {
                "",
                "Exit codes: 0 done; 1 the server refused or failed, or what was checked is not good; 2"
                        + " wrong usage or configuration; 3 no server answered; 4 no token to ask"
                        + " with, or the server does not take it."
            })
    private static final class Root {}

    @Command(name = "token", description = "Admin tokens: create, list, change, rotate, end.")
    private static final class TokenGroup {}

    @Command(
            name = "service",
            description = "The tokens of GitHub, Docker Hub, Codeberg and your Gitea or Forgejo.")
    private static final class ServiceGroup {}

    @Command(name = "cache", description = "The images that the gateway keeps.")
    private static final class CacheGroup {}

    @Command(name = "notice", description = "What you should know: list, dismiss.")
    private static final class NoticeGroup {}

    @Command(name = "audit", description = "The audit trail: who did what, when, from where.")
    private static final class AuditGroup {}

    @Command(name = "migrate", description = "Bring over what another program kept.")
    private static final class MigrateGroup {}

    @Command(name = "clock", description = "The time by which admin tokens begin and end.")
    private static final class ClockGroup {}
}
