package mos.token.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import mos.token.config.Config;
import mos.token.config.ConfigReader;
import mos.token.json.Json;
import mos.token.migrate.Choices;
import mos.token.migrate.Item;
import mos.token.migrate.MigrationProblem;
import mos.token.migrate.MosBox;
import mos.token.migrate.Report;
import mos.token.migrate.Shredding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "mos",
        sortOptions = false,
        description = {
            "Bring over the tokens of a MOS box: its admin tokens, which open on unchanged, and its"
                    + " service tokens.",
            "End the server before, and start it again afterwards. What is here already stays as it"
                    + " is, so it can be run again."
        })
final class MigrateMosCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "DIR",
            description =
                    "MOS's /boot/config, or a copy of it with its directories api and system.")
    Path directory;

    @Option(
            names = "--dry-run",
            description = "Only say what would be done, from a copy of the database.")
    boolean dryRun;

    @Option(
            names = "--gitea-host",
            paramLabel = "HOST",
            description =
                    "The host that MOS's gitea token belongs to, which MOS does not keep, as in"
                            + " git.example.org.")
    @Nullable String giteaHost;

    @Option(
            names = "--except",
            paramLabel = "NAME",
            description =
                    "An admin token, by its name in MOS, that stays MOS's alone: the one that nginx"
                            + " shows it. Repeatable.")
    List<String> except = List.of();

    @Option(
            names = "--replace",
            description = "Let service tokens of MOS take the place of others that are stored.")
    boolean replace;

    @Option(
            names = "--shred",
            description =
                    "Then take out of MOS's files what is here now, and overwrite them. MOS itself"
                            + " knows these tokens no more. Without it, asks at a terminal.")
    boolean shred;

    @Option(names = "--json", description = "Print JSON for programs.")
    boolean json;

    @Option(names = "--data", paramLabel = "DIR", description = "The data directory of the server.")
    @Nullable String data;

    @Option(
            names = "--master-key-file",
            paramLabel = "FILE",
            description = "The key that seals the service tokens, as for 'serve'.")
    @Nullable String masterKeyFile;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration file of the server, which names both.")
    @Nullable Path config;

    private final Terminal terminal;
    private final Output output;
    private final ConfigReader reader;
    private final Migration migration;

    MigrateMosCommand(Terminal terminal, ConfigReader reader, Migration migration) {
        this.terminal = terminal;
        this.output = new Output(terminal);
        this.reader = reader;
        this.migration = migration;
    }

    @Override
    public Integer call() {
        try {
            Config where = config();
            MosBox box = MosBox.read(directory);
            Choices choices =
                    new Choices(
                            giteaHost == null ? "" : giteaHost,
                            Set.copyOf(except),
                            replace,
                            dryRun);
            box.check(choices);
            Report report = migration.run(where, box, choices);
            Shredding shredding = new Shredding(box, report);
            if (json) {
                // Before anything is taken out: the report must not be lost.
                output.json(json(report));
            } else {
                print(report);
            }
            boolean shredded = shredding.intent().isEmpty() || shredded(shredding);
            return report.incomplete() || !shredded ? ExitCode.REFUSED : ExitCode.DONE;
        } catch (MigrationProblem e) {
            throw new CommandFailed(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private Config config() {
        Map<String, List<String>> options = new HashMap<>();
        if (data != null) {
            options.put("data", List.of(data));
        }
        if (masterKeyFile != null) {
            options.put("master-key-file", List.of(masterKeyFile));
        }
        return SettingOptions.read(reader, options, config);
    }

    private void print(Report report) {
        List<Item> items = report.items();
        Table table = new Table(row(items.getFirst()));
        items.stream().skip(1).forEach(item -> table.row(row(item)));
        output.table(table);
        long fresh = report.count(Item.Outcome.IMPORTED);
        if (fresh == 0) {
            output.remark("Nothing is new, so nothing was changed.");
        } else if (dryRun) {
            output.remark("%d would be imported; nothing was changed.".formatted(fresh));
        } else {
            output.remark("Imported %d. Start the server now.".formatted(fresh));
        }
    }

    private String[] row(Item item) {
        boolean rehearsed = dryRun && item.outcome() == Item.Outcome.IMPORTED;
        return new String[] {
            (rehearsed ? "would be " : "") + item.outcome().text(),
            item.kind(),
            item.name() + (item.id().isEmpty() ? "" : " (id " + item.id() + ")"),
            (item.attention() ? "look at it: " : "") + String.join("; ", item.says())
        };
    }

    /// @return false when a file had to be left as it is
    private boolean shredded(Shredding shredding) {
        if (dryRun) {
            output.remark(
                    "%s would take out %s."
                            .formatted(shred ? "Then it" : "--shred", shredding.intent()));
            return true;
        }
        if (!shred && !agreed(shredding)) {
            output.remark(
                    "MOS's files still hold their secrets: --shred takes out %s."
                            .formatted(shredding.intent()));
            return true;
        }
        shredding.run();
        shredding.done().forEach(file -> output.remark("Rewrote " + file + " of MOS."));
        shredding.problems().forEach(output::remark);
        output.remark(
                "On flash and on FAT the bytes from before may still be there, whatever was written"
                        + " over them, and so may copies and backups. Only a new secret ends that:"
                        + " 'mos-token token rotate' each admin token once its users can change,"
                        + " and make new service tokens.");
        return shredding.problems().isEmpty();
    }

    private boolean agreed(Shredding shredding) {
        return !json
                && Question.agreed(
                        terminal,
                        "Take out %s, which MOS then knows no more?".formatted(shredding.intent()));
    }

    private ObjectNode json(Report report) {
        ObjectNode node = Json.object();
        node.put("dryRun", dryRun);
        node.put("imported", report.count(Item.Outcome.IMPORTED));
        ArrayNode items = node.putArray("items");
        for (Item item : report.items()) {
            ObjectNode one = items.addObject();
            one.put("outcome", item.outcome().text());
            one.put("kind", item.kind());
            one.put("name", item.name());
            one.put("id", item.id());
            one.put("attention", item.attention());
            ArrayNode says = one.putArray("says");
            item.says().forEach(says::add);
        }
        return node;
    }
}
