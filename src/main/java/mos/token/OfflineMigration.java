package mos.token;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.admintoken.LegacyTokens;
import mos.token.cli.Migration;
import mos.token.config.Config;
import mos.token.keys.KeyProblem;
import mos.token.keys.Keys;
import mos.token.migrate.Choices;
import mos.token.migrate.MigrationProblem;
import mos.token.migrate.MosBox;
import mos.token.migrate.MosMigration;
import mos.token.migrate.Report;
import mos.token.servicetoken.OfflineTokens;
import mos.token.store.Database;
import mos.token.store.SchemaProblem;

/// `migrate` on the data directory itself, which it holds as a server would: a server that runs
/// would not see what changes behind its back.
final class OfflineMigration implements Migration {
    private static final String DATABASE = "token.db";
    private static final String OTHERWISE =
            "end that server, run this again, and start the server again";

    /// Who may read the data directory owns the machine.
    private static final Caller OWNER = new Caller.Local("127.0.0.1");

    private final Clock clock;
    private final SecureRandom random;

    OfflineMigration(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Report run(Config config, MosBox box, Choices choices) {
        return choices.dryRun() ? rehearse(config, box, choices) : carryOut(config, box, choices);
    }

    private Report carryOut(Config config, MosBox box, Choices choices) {
        try (DataDirectory data = DataDirectory.open(config.data(), OTHERWISE)) {
            return in(data.path(), config.masterKeyFile(), box, choices);
        } catch (StartProblem e) {
            throw new MigrationProblem(String.valueOf(e.getMessage()));
        }
    }

    private Report rehearse(Config config, MosBox box, Choices choices) {
        try {
            Path copy = Files.createTempDirectory("mos-token-dry-run-");
            try {
                Path key = config.masterKeyFile();
                if (Files.exists(config.data().resolve(DATABASE))) {
                    copyDatabase(config.data(), copy);
                } else if (!Files.exists(key)) {
                    key = copy.resolve("master.key");
                }
                return in(copy, key, box, choices);
            } finally {
                delete(copy);
            }
        } catch (StartProblem e) {
            throw new MigrationProblem(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new MigrationProblem(
                    "the database cannot be copied for a dry run ("
                            + e.getClass().getSimpleName()
                            + "): make room in the temporary directory");
        }
    }

    private Report in(Path data, Path masterKeyFile, MosBox box, Choices choices) {
        try (Database database = Database.open(data, () -> false)) {
            Keys keys = Keys.open(database, masterKeyFile, random, clock);
            try (Access access = new Access(database, keys, clock)) {
                return new MosMigration(
                                access,
                                new LegacyTokens(keys, clock),
                                new OfflineTokens(keys, clock, random))
                        .run(OWNER, box, choices);
            }
        } catch (KeyProblem | SchemaProblem e) {
            throw new MigrationProblem(String.valueOf(e.getMessage()));
        }
    }

    /// With what is not in the file itself yet; what it holds is sealed or a digest there too.
    private static void copyDatabase(Path data, Path copy) throws IOException {
        try (DataDirectory _ = DataDirectory.open(data, OTHERWISE)) {
            for (String file : List.of(DATABASE, DATABASE + "-wal")) {
                if (Files.exists(data.resolve(file))) {
                    Files.copy(data.resolve(file), copy.resolve(file));
                }
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.delete(directory);
    }
}
