package mos.token.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
        name = "prune",
        sortOptions = false,
        description = {
            "Drop kept images: those that meet every condition that is given. What is pinned stays,"
                    + " and what somebody is reading. It comes anew when somebody asks for it."
        })
final class CachePruneCommand implements Callable<Integer> {
    @Mixin ServerOptions server;

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            description = "What was not used for so long, as in 30d.")
    @Nullable Duration olderThan;

    @Option(
            names = "--repository",
            paramLabel = "NAME",
            description = "Of this repository, as in nginx or ghcr.io/owner/name.")
    @Nullable String repository;

    @Option(names = "--everything", description = "All images.")
    boolean everything;

    @Option(names = "--pinned", description = "Also what is pinned.")
    boolean pinned;

    @Option(names = "--yes", description = "Do not ask before everything or what is pinned goes.")
    boolean yes;

    private final Terminal terminal;
    private final Output output;
    private final Connections connections;

    CachePruneCommand(Terminal terminal, Connections connections) {
        this.terminal = terminal;
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        ApiPath path =
                new ApiPath(CacheShowCommand.PATH)
                        .with("olderThan", olderThan == null ? null : text(olderThan))
                        .with("repository", repository)
                        .with("everything", everything ? true : null)
                        .with("pinned", pinned ? true : null);
        ApiClient api = connections.open(server);
        if ((everything || pinned) && !yes) {
            Question.confirm(
                    terminal,
                    pinned ? "Drop what is pinned too?" : "Drop all images that are not pinned?");
        }
        JsonNode pruned = api.delete(path.text());
        if (server.json) {
            output.json(pruned);
            return ExitCode.DONE;
        }
        output.line(
                "Dropped %s contents, %s."
                        .formatted(
                                pruned.path("contents").asString("?"),
                                Sizes.of(pruned.path("bytes").asLong(0))));
        if (pruned.path("inUse").asLong(0) > 0) {
            output.remark(
                    pruned.path("inUse").asString() + " stay since somebody is reading them.");
        }
        return ExitCode.DONE;
    }

    /// In the largest unit that fits: the API takes five digits.
    private static String text(Duration time) {
        if (time.toHours() % 24 == 0 && time.toMinutes() % 60 == 0) {
            return time.toDays() + "d";
        }
        return time.toMinutes() % 60 == 0 ? time.toHours() + "h" : time.toMinutes() + "m";
    }
}
