package mos.token.cli;

import mos.token.config.Config;
import mos.token.migrate.Choices;
import mos.token.migrate.MosBox;
import mos.token.migrate.Report;

/// What `migrate` runs on the data directory, while no server does; `Main` brings it.
public interface Migration {
    /// Brings over what the box has; as a dry run on a copy, so that nothing is changed.
    ///
    /// @throws mos.token.migrate.MigrationProblem when the data directory cannot be used; nothing
    ///   was changed
    Report run(Config config, MosBox box, Choices choices);
}
