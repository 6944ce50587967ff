package mos.token.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
        name = "show",
        sortOptions = false,
        description =
                "Show everything that is known of an admin token: its bounds, what it did, from"
                        + " where, and which permissions would have been enough.")
final class TokenShowCommand implements Callable<Integer> {
    /// How many of the last days with calls are shown.
    private static final int DAYS = 7;

    @Mixin ServerOptions server;

    @Parameters(paramLabel = "ID|NAME", description = "The token's id or its exact name.")
    String idOrName;

    private final Output output;
    private final Connections connections;

    TokenShowCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        ApiClient api = connections.open(server);
        JsonNode token = api.get(TokenRef.find(api, idOrName).path());
        if (server.json) {
            output.json(token);
            return ExitCode.DONE;
        }
        output.table(table(token));
        return ExitCode.DONE;
    }

    private static Table table(JsonNode token) {
        Table table = new Table("ID", token.path("id").asString(""));
        table.row("Name", token.path("name").asString(""));
        table.row("Description", TokenText.description(token));
        table.row("State", state(token));
        if (token.path("legacy").asBoolean(false)) {
            table.row(
                    "",
                    "brought over from MOS with its secret; rotate it when its users can change");
        }
        table.row("Permissions", TokenText.permissions(token.path("permissions")));
        if (!token.path("unknownResources").isEmpty()) {
            table.row(
                    "",
                    "of no effect here: "
                            + String.join(" ", token.path("unknownResources").propertyNames()));
        }
        table.row("", used(TokenText.permissions(token.path("usedPermissions"))));
        table.row("Created", Times.toTheMinute(token.path("createdAt"), "?"));
        table.row("Begins", Times.toTheMinute(token.path("notBefore"), "at once"));
        table.row("Expires", Times.toTheMinute(token.path("expiresAt"), "never"));
        table.row("Networks", networks(token.path("networks")));
        table.row("Last used", TokenText.sighting(token.path("lastUsed"), "never"));
        table.row("Last refused", refusal(token.path("lastRefused")));
        table.rows("Calls", calls(token.path("calls")));
        table.rows("Seen in", seenIn(token.path("seenIn")));
        table.rows("Secrets", secrets(token.path("secrets")));
        return table;
    }

    private static String state(JsonNode token) {
        String state = token.path("state").asString("");
        return state.equals("inactive")
                ? "inactive since " + Times.toTheMinute(token.path("deactivatedAt"), "?")
                : state;
    }

    private static String used(String permissions) {
        return permissions.equals("nothing")
                ? "of which it has used nothing yet"
                : "of which it has used no more than: " + permissions;
    }

    private static String networks(JsonNode networks) {
        return networks.isEmpty() ? "any" : TokenText.networks(networks);
    }

    private static String refusal(JsonNode refused) {
        return refused.isObject()
                ? TokenText.sighting(refused, "") + ": " + refused.path("reason").asString("")
                : "never";
    }

    private static List<String> calls(JsonNode days) {
        if (days.isEmpty()) {
            return List.of("none in the last 90 days");
        }
        return days.properties().stream()
                .sorted(Map.Entry.<String, JsonNode>comparingByKey().reversed())
                .limit(DAYS)
                .map(day -> "%s (UTC): %s".formatted(day.getKey(), day.getValue().asString("")))
                .toList();
    }

    private static List<String> seenIn(JsonNode networks) {
        if (networks.isEmpty()) {
            return List.of("no network yet");
        }
        return networks.properties().stream()
                .map(network ->
                        "%s since %s"
                                .formatted(
                                        network.getKey(),
                                        Times.toTheMinute(network.getValue(), "?")))
                .toList();
    }

    private static List<String> secrets(JsonNode secrets) {
        return secrets.valueStream().map(TokenShowCommand::secret).toList();
    }

    private static String secret(JsonNode secret) {
        String made =
                "%s, made %s"
                        .formatted(
                                secret.path("serial").asString("?"),
                                Times.toTheMinute(secret.path("createdAt"), "?"));
        JsonNode ends = secret.path("endsAt");
        return ends.isString()
                ? "%s, replaced, works until %s; used since then: %s"
                        .formatted(
                                made,
                                Times.toTheMinute(ends, "?"),
                                TokenText.sighting(secret.path("lastUsed"), "never"))
                : made;
    }
}
