package mos.token.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
        name = "validate",
        sortOptions = false,
        description =
                "Ask the services now whether their tokens are good; exit code 1 when one is not, or the"
                        + " service did not say.")
final class ServiceValidateCommand implements Callable<Integer> {
    @Mixin ServerOptions server;

    private final Output output;
    private final Connections connections;

    ServiceValidateCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        JsonNode answer = connections.open(server).get("/api/v1/mos/validatetokens");
        boolean good = true;
        Table table = new Table("SERVICE", "TOKEN", "USER", "QUOTA LEFT", "REMARK");
        for (Service service : Service.values()) {
            JsonNode found = answer.path(service.name());
            boolean configured = found.path("configured").asBoolean(false);
            boolean valid = found.path("valid").asBoolean(false);
            good &= !configured || valid;
            table.row(
                    service.name(),
                    configured
                            ? found.path("state").asString(valid ? "good" : "not good")
                            : "not set",
                    found.path("username").asString(found.path("user").asString("")),
                    quota(found.path("rate")),
                    found.path("error").asString(found.path("detail").asString("")));
        }
        if (server.json) {
            output.json(answer);
        } else {
            output.table(table);
        }
        return good ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private static String quota(JsonNode rate) {
        JsonNode remaining = rate.path("remaining");
        JsonNode limit = rate.path("limit");
        return remaining.isNumber() && limit.isNumber()
                ? remaining.asString() + " of " + limit.asString()
                : "";
    }
}
