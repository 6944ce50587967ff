package mos.token.cli;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
        name = "list",
        sortOptions = false,
        description = "List the admin tokens; every one, unless options say which.")
final class TokenListCommand implements Callable<Integer> {
    /// Whether a token opens anything, and why not.
    enum State {
        active,
        inactive,
        expired,
        pending
    }

    /// What the list is ordered by.
    enum Sort {
        created,
        name,
        used,
        expires
    }

    @Spec CommandSpec spec;
    @Mixin ServerOptions server;

    @Option(
            names = "--query",
            paramLabel = "TEXT",
            description = "Only those with this text in name or description.")
    @Nullable String query;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description =
                    "Only active ones, inactive (deactivated), expired, or pending (not yet begun).")
    @Nullable State state;

    @Option(
            names = "--unused",
            paramLabel = "DAYS",
            description = "Only those made earlier and not used for so long.")
    @Nullable Integer unused;

    @Option(
            names = "--expires-within",
            paramLabel = "DAYS",
            description = "Only those that end so soon.")
    @Nullable Integer expiresWithin;

    @Option(
            names = "--sort",
            paramLabel = "ORDER",
            description =
                    "created (the default), name, used (never used first) or expires (soonest"
                            + " first).")
    @Nullable Sort sort;

    @Option(names = "--desc", description = "The other way round.")
    boolean descending;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
    @Nullable Integer limit;

    private final Output output;
    private final Connections connections;

    TokenListCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        if (limit != null && limit < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--limit must be a whole number, 1 or more");
        }
        int most = limit == null ? Integer.MAX_VALUE : limit;
        Stream<JsonNode> tokens =
                connections
                        .open(server)
                        .list(path().with("limit", Math.min(most, TokenRef.PAGE)).text())
                        .limit(most);
        if (server.json) {
            output.json(tokens);
        } else {
            print(tokens);
        }
        return ExitCode.DONE;
    }

    /// The parameters that filter and order, before the page's size.
    private ApiPath path() {
        return new ApiPath(TokenRef.PATH)
                .with("q", query)
                .with("state", state)
                .with("unused", unused)
                .with("expires", expiresWithin)
                .with("sort", sort)
                .with("order", descending ? "desc" : null);
    }

    private void print(Stream<JsonNode> tokens) {
        // As many columns as fit 100 characters; 'token show' has the rest.
        Table table =
                new Table(
                        "ID",
                        "NAME",
                        "PERMISSIONS",
                        "STATE",
                        "EXPIRES",
                        "LAST USED",
                        "DESCRIPTION");
        Iterator<List<JsonNode>> pages =
                tokens.gather(Gatherers.windowFixed(TokenRef.PAGE)).iterator();
        if (!pages.hasNext()) {
            output.remark(
                    path().text().equals(TokenRef.PATH)
                            ? "There is no admin token yet: 'mos-token token create NAME' makes one."
                            : "No admin token is like that.");
            return;
        }
        while (pages.hasNext()) {
            pages.next().forEach(token -> addTo(table, token));
            output.table(table);
        }
    }

    private static void addTo(Table table, JsonNode token) {
        table.row(
                token.path("id").asString(""),
                token.path("name").asString(""),
                TokenText.permissions(token.path("permissions")),
                token.path("state").asString(""),
                Times.toTheMinute(token.path("expiresAt"), "never"),
                Times.toTheMinute(token.path("lastUsed").path("at"), "never"),
                TokenText.description(token));
    }
}
