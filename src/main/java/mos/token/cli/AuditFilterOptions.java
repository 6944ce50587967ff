package mos.token.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say which rows of the audit trail; the server judges what they say.
final class AuditFilterOptions {
    static final String PATH = "/api/v1/audit";

    @Option(
            names = "--action",
            paramLabel = "ACTION",
            description = "Only this action; a * at the end matches any rest, as in 'session.*'.")
    @Nullable String action;

    @Option(
            names = "--caller",
            paramLabel = "ID|NAME",
            description = "Only this caller: the id of a token or session, or the exact name.")
    @Nullable String caller;

    @Option(names = "--subject", paramLabel = "TEXT", description = "Only this exact subject.")
    @Nullable String subject;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "From this date of UTC or moment on, as in 2026-11-23T20:50:58Z.")
    @Nullable String since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "To the end of this date, or before this moment.")
    @Nullable String until;

    @Option(
            names = "--query",
            paramLabel = "TEXT",
            description = "Only rows with this text in action, caller, subject or detail.")
    @Nullable String query;

    /// The API's path with what was said and one more parameter, which may be null.
    String path(String name, @Nullable Object value) {
        return new ApiPath(PATH)
                .with("action", action)
                .with("caller", caller)
                .with("subject", subject)
                .with("since", since)
                .with("until", until)
                .with("q", query)
                .with(name, value)
                .text();
    }
}
