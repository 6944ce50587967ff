package mos.token.config;

import java.util.List;

/// What was given for one setting, not read yet.
///
/// @param texts the values as written; of a table `KEY=VALUE`
/// @param source where they stand, for messages and the dump: `--listen`, `FILE: listen`, `default`
record Given(List<String> texts, String source) {
    static final String DEFAULT = "default";
}
