package mos.token.config;

import java.util.List;

/// What became of options and file.
public sealed interface Configured {
    /// Everything was right.
    ///
    /// @param config what the node runs with
    /// @param dump the effective values as a TOML file, each line saying where its value is from
    record Ready(Config config, String dump) implements Configured {}

    /// Something was wrong: one line each, naming the option or key and the fix.
    record Wrong(List<String> problems) implements Configured {
        public Wrong {
            problems = List.copyOf(problems);
        }
    }
}
