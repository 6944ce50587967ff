package mos.token.cli;

import mos.token.config.Config;

/// What `serve` runs; `Main` brings it.
public interface Server {
    /// Serves until the process is told to end.
    ///
    /// @return the exit code of a start that failed; nothing is returned after a good one
    int serve(Config config, Terminal terminal);
}
