package mos.token.cli;

import java.util.concurrent.Callable;
import mos.token.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

@Command(
        name = "list",
        sortOptions = false,
        description = "List the open notices, the newest first.")
final class NoticeListCommand implements Callable<Integer> {
    static final String PATH = "/api/v1/notices";

    /// The most that the server gives at once.
    private static final int PAGE = 1_000;

    @Mixin ServerOptions server;

    @Option(names = "--all", description = "List those that were dismissed too.")
    boolean all;

    private final Output output;
    private final Connections connections;

    NoticeListCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        ArrayNode notices = notices(connections.open(server));
        if (server.json) {
            output.json(notices);
            return ExitCode.DONE;
        }
        if (notices.isEmpty()) {
            output.remark(all ? "There is no notice." : "There is no open notice.");
            return ExitCode.DONE;
        }
        Table table = new Table("ID", "SEVERITY", "STATE", "LAST", "TIMES", "TITLE", "MESSAGE");
        for (JsonNode notice : notices.values()) {
            table.row(
                    notice.path("id").asString(""),
                    notice.path("severity").asString(""),
                    notice.has("dismissedAt") ? "dismissed" : "open",
                    Times.toTheMinute(notice.path("lastAt").asString("")),
                    notice.path("times").asString(""),
                    notice.path("title").asString(""),
                    notice.path("message").asString(""));
        }
        output.table(table);
        return ExitCode.DONE;
    }

    private ArrayNode notices(ApiClient api) {
        String first = PATH + "?state=%s&limit=%d".formatted(all ? "all" : "open", PAGE);
        ArrayNode notices = Json.array();
        JsonNode page = api.get(first);
        notices.addAll(page.values());
        while (page.size() == PAGE) {
            page = api.get(first + "&before=" + page.path(PAGE - 1).path("id").asLong());
            notices.addAll(page.values());
        }
        return notices;
    }
}
