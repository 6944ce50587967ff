package mos.token.cli;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
        name = "quota",
        sortOptions = false,
        description =
                "Show what GitHub and Docker Hub still grant, with the stored token and without one,"
                        + " how long that lasts, and what the gateway saved.")
final class QuotaCommand implements Callable<Integer> {
    static final String PATH = "/api/v1/mos/quota";

    @Mixin ServerOptions server;
    @Spec CommandSpec spec;

    @Parameters(
            paramLabel = "SERVICE",
            arity = "0..1",
            description = "Only this one: github or dockerhub.")
    @Nullable Service service;

    @Option(
            names = "--history",
            paramLabel = "TIME",
            description = "Draw how it went for so long, 10m to 30d, as in 24h.")
    @Nullable Duration history;

    private final Output output;
    private final Connections connections;

    QuotaCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        if (service == Service.codeberg || service == Service.gitea) {
            throw new ParameterException(
                    spec.commandLine(),
                    service.title() + " tells no quota: use github or dockerhub");
        }
        ApiPath path =
                new ApiPath(PATH)
                        .with("service", service)
                        .with("history", history == null ? null : history.toMinutes() + "m");
        JsonNode report = connections.open(server).get(path.text());
        if (server.json) {
            output.json(report);
            return ExitCode.DONE;
        }
        JsonNode services = report.path("services");
        quotas(services);
        saved(services);
        services.properties()
                .forEach(each -> QuotaChart.print(output, each.getKey(), each.getValue()));
        return ExitCode.DONE;
    }

    private void quotas(JsonNode services) {
        Table table =
                new Table("SERVICE", "RESOURCE", "CREDENTIAL", "LEFT", "SEEN", "FORECAST", "NOTE");
        boolean any = false;
        for (Map.Entry<String, JsonNode> each : services.properties()) {
            for (String credential : new String[] {"now", "anonymous"}) {
                for (var quota : each.getValue().path(credential).properties()) {
                    any = true;
                    row(
                            table,
                            each.getKey(),
                            quota.getKey(),
                            credential.equals("now") ? "token" : credential,
                            quota.getValue());
                }
            }
        }
        if (any) {
            output.table(table);
        } else {
            output.remark("No answer told a quota yet; a plan without a limit never does.");
        }
    }

    private static void row(
            Table table, String service, String resource, String credential, JsonNode quota) {
        String limit = quota.path("limit").asString("?");
        table.row(
                service,
                resource,
                credential,
                quota.has("remaining")
                        ? quota.path("remaining").asString() + " of " + limit
                        : "? of " + limit,
                Times.toTheMinute(quota.path("observedAt").asString("")),
                forecast(quota),
                quota.path("note").asString(""));
    }

    private static String forecast(JsonNode quota) {
        String words = quota.path("forecast").path("text").asString("");
        return switch (quota.path("state").asString("")) {
            case "over" -> "its window is over; the next answer tells";
            case "reserve" -> "in reserve; " + words;
            default -> words;
        };
    }

    private void saved(JsonNode services) {
        Table table = new Table("SERVICE", "SAVED TODAY", "7 DAYS", "30 DAYS");
        services.properties()
                .forEach(each -> {
                    JsonNode saved = each.getValue().path("saved");
                    table.row(
                            each.getKey(),
                            sum(saved.path("today")),
                            sum(saved.path("days7")),
                            sum(saved.path("days30")));
                });
        output.line("");
        output.table(table);
    }

    private static String sum(JsonNode saved) {
        return "%s (%s asked, %s spent)"
                .formatted(
                        saved.path("saved").asString("?"),
                        saved.path("asked").asString("?"),
                        saved.path("spent").asString("?"));
    }
}
