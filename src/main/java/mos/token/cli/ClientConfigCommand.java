package mos.token.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import mos.token.clientconfig.Change;
import mos.token.clientconfig.Client;
import mos.token.clientconfig.ClientConfigs;
import mos.token.clientconfig.ConfigProblem;
import mos.token.clientconfig.Gateway;
import mos.token.clientconfig.Plan;
import mos.token.clientconfig.Setting;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "client-config",
        sortOptions = false,
        description = {
            "Print the settings that lead a client through the gateway; install them, or take them"
                    + " out again.",
            "Needs no running server. What is there is kept, also as FILE.before-mos-token; no"
                    + " service is reloaded."
        })
final class ClientConfigCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "CLIENT",
            description =
                    "docker, podman (also skopeo, buildah, CRI-O), containerd or buildkit for"
                            + " images; git, curl or gh for GitHub.")
    Client client;

    @Option(
            names = "--gateway",
            paramLabel = "URL",
            description =
                    "The gateway as the client reaches it: http://HOST:PORT or https://HOST:PORT."
                            + " Default: that of the running server, else http://127.0.0.1:8999.")
    @Nullable String gateway;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "An admin token that may read 'registry' (for git, curl and gh: 'github'), for"
                            + " what is private and for clients outside of --anonymous networks. It"
                            + " is written by --write alone, into a file for its owner alone;"
                            + " Docker takes none.")
    @Nullable Path tokenFile;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of the running server whose gateway it is.")
    @Nullable String data;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description =
                    "Where the client's system has its root; of git, curl and gh, whose home"
                            + " directory. Default: / or your own")
    @Nullable Path root;

    @ArgGroup What what = new What();

    /// One of both, or neither.
    static final class What {
        @Option(names = "--write", description = "Install the settings; shows them and asks first.")
        boolean write;

        @Option(
                names = "--undo",
                description = "Take out what --write installed; shows the files and asks first.")
        boolean undo;
    }

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    private final Terminal terminal;
    private final Output output;
    private final Connections connections;

    ClientConfigCommand(Terminal terminal, Connections connections) {
        this.terminal = terminal;
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        try {
            Path usual = client.personal() ? terminal.home() : Path.of("/");
            ClientConfigs configs = new ClientConfigs(root == null ? usual : root);
            return what.undo ? undo(configs) : settings(configs);
        } catch (ConfigProblem e) {
            throw new CommandFailed(ExitCode.USAGE, e.sentence());
        }
    }

    private int settings(ClientConfigs configs) {
        if (tokenFile != null && client == Client.docker) {
            throw new CommandFailed(
                    ExitCode.USAGE,
                    "--token-file: Docker shows a mirror no token: let the networks of your Docker"
                            + " machines in with --anonymous at the gateway");
        }
        if (tokenFile == null && client == Client.gh) {
            throw new CommandFailed(
                    ExitCode.USAGE, "gh asks no host without a token: name its file, --token-file");
        }
        Gateway reached =
                Gateway.parse(
                        gateway != null
                                ? gateway
                                : connections.gateway(data).orElse(Gateway.USUAL.url()));
        if (client == Client.gh && reached.plain()) {
            throw new CommandFailed(
                    ExitCode.USAGE,
                    "gh speaks https alone: give the gateway --tls-cert and --tls-key, and name it"
                            + " with --gateway https://HOST:PORT");
        }
        SecretText token = tokenFile == null ? null : new TokenFile(tokenFile).read();
        List<Setting> settings = configs.settings(client, reached, token);
        if (!what.write) {
            show(settings);
            ClientAdvice.of(client, reached).forEach(output::remark);
            return ExitCode.DONE;
        }
        Plan plan = configs.install(client, settings);
        if (!plan.problems().isEmpty()) {
            throw new CommandFailed(ExitCode.REFUSED, String.join("\n", plan.problems()));
        }
        show(
                settings.stream()
                        .filter(setting ->
                                plan.changes().stream()
                                        .anyMatch(c -> c.file().equals(setting.file())))
                        .toList());
        carryOut(configs, plan);
        ClientAdvice.of(client, reached).forEach(output::remark);
        return ExitCode.DONE;
    }

    private int undo(ClientConfigs configs) {
        Plan plan = configs.undo(client);
        carryOut(configs, plan);
        if (!plan.problems().isEmpty()) {
            throw new CommandFailed(ExitCode.REFUSED, String.join("\n", plan.problems()));
        }
        output.remark("Then: " + ClientAdvice.reload(client));
        return ExitCode.DONE;
    }

    private void show(List<Setting> settings) {
        for (Setting setting : settings) {
            output.remark("For " + setting.file() + ":");
            setting.shown().lines().forEach(output::line);
        }
    }

    private void carryOut(ClientConfigs configs, Plan plan) {
        if (plan.changes().isEmpty()) {
            if (!plan.problems().isEmpty()) {
                return;
            }
            output.remark("Nothing to %s for %s.".formatted(what.undo ? "undo" : "do", client));
            return;
        }
        plan.changes().stream().map(Change::said).forEach(said -> output.remark("Will " + said));
        if (!yes) {
            Question.confirm(terminal, "Do this?");
        }
        configs.make(plan);
        output.remark("Done.");
    }
}
