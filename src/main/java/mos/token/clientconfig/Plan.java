package mos.token.clientconfig;

import java.util.List;

/// What is to be done to a client's files.
///
/// @param changes empty when all is as it should be
/// @param problems why a file cannot be changed, a sentence each
public record Plan(List<Change> changes, List<String> problems) {
    public Plan {
        changes = List.copyOf(changes);
        problems = List.copyOf(problems);
    }
}
