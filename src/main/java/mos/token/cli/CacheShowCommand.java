package mos.token.cli;

import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import mos.token.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "show",
        sortOptions = false,
        description = "Show how full the cache is, what is pinned, and which images are kept.")
final class CacheShowCommand implements Callable<Integer> {
    static final String PATH = "/api/v1/registry/cache";

    @Mixin ServerOptions server;

    private final Output output;
    private final Connections connections;

    CacheShowCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        ApiClient api = connections.open(server);
        JsonNode totals = api.get(PATH);
        ArrayNode repositories = Json.array();
        api.list(PATH + "/repositories?limit=1000").forEach(repositories::add);
        if (server.json) {
            ObjectNode all = Json.object().setAll((ObjectNode) totals);
            output.json(all.set("repositories", repositories));
            return ExitCode.DONE;
        }
        output.line(
                "%s of %s kept, %s contents, %s pinned"
                        .formatted(
                                size(totals, "bytes"),
                                size(totals, "limit"),
                                totals.path("contents").asString("?"),
                                size(totals, "pinnedBytes")));
        pins(totals.path("pins"));
        repositories(repositories);
        return ExitCode.DONE;
    }

    private void pins(JsonNode pins) {
        if (pins.isEmpty()) {
            return;
        }
        Table table = new Table("PINNED", "SINCE", "KEPT");
        for (JsonNode pin : pins.values()) {
            table.row(
                    pin.path("image").asString("?"),
                    Times.toTheMinute(pin.path("since").asString("")),
                    size(pin, "bytes"));
        }
        output.line("");
        output.table(table);
    }

    private void repositories(ArrayNode repositories) {
        if (repositories.isEmpty()) {
            output.remark("No image is kept.");
            return;
        }
        Table table = new Table("REPOSITORY", "KEPT", "LAST USE", "TAGS");
        for (JsonNode one : repositories.values()) {
            table.row(
                    one.path("repository").asString("?"),
                    size(one, "bytes"),
                    Times.toTheMinute(one.path("lastUse").asString("")),
                    one.path("tags")
                            .valueStream()
                            .map(CacheShowCommand::tag)
                            .collect(Collectors.joining(", ")));
        }
        output.line("");
        output.table(table);
    }

    private static String tag(JsonNode tag) {
        return "%s (%s%s)"
                .formatted(
                        tag.path("tag").asString("?"),
                        Times.toTheMinute(tag.path("since").asString("")),
                        tag.path("pinned").asBoolean(false) ? ", pinned" : "");
    }

    private static String size(JsonNode node, String member) {
        return Sizes.of(node.path(member).asLong(0));
    }
}
