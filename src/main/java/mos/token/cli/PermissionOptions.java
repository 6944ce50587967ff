package mos.token.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import mos.token.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The options that say what an admin token may do.
final class PermissionOptions {
    private static final String PATH = "/api/v1/auth/permissions";
    static final String PRESETS = PATH + "/presets";
    static final String SIMULATE = PATH + "/simulate";

    /// What a token may do.
    enum Mode {
        full,
        readonly,
        custom
    }

    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description =
                    "full, readonly, or custom: only what --allow says, which is the default with"
                            + " --allow.")
    @Nullable Mode mode;

    @Option(
            names = "--allow",
            paramLabel = "RESOURCE=LEVEL",
            description =
                    "Allow read or write on a resource, for example docker=read. Repeatable. With"
                            + " registry=read or github=read it opens the gateway's private content.")
    Map<String, String> allow = new LinkedHashMap<>();

    @Option(
            names = "--preset",
            paramLabel = "ID",
            description =
                    "Ready-made permissions, instead of --mode and --allow: 'token presets' lists"
                            + " them.")
    @Nullable String preset;

    /// Whether anything was said.
    boolean given() {
        return preset != null || mode != null || !allow.isEmpty();
    }

    /// What was said, as members of a body: `preset`, or else `permissions`, full when nothing was.
    ObjectNode body() {
        if (mode != null && mode != Mode.custom && !allow.isEmpty()) {
            throw wrong("--allow goes only with --mode custom: drop --mode " + mode);
        }
        if (preset == null) {
            ObjectNode body = Json.object();
            body.set("permissions", permissions());
            return body;
        }
        if (mode != null || !allow.isEmpty()) {
            throw wrong("--preset says it all: drop it, or --mode and --allow");
        }
        return Json.object().put("preset", preset);
    }

    /// The same for a part of the API that knows no presets.
    ObjectNode bodyWithoutPreset(ApiClient api) {
        ObjectNode body = body();
        if (body.remove("preset") != null) {
            body.set("permissions", ofPreset(api));
        }
        return body;
    }

    private ObjectNode permissions() {
        Mode chosen = mode != null ? mode : allow.isEmpty() ? Mode.full : Mode.custom;
        ObjectNode permissions = Json.object().put("mode", chosen.name());
        if (chosen == Mode.custom) {
            ObjectNode resources = permissions.putObject("resources");
            allow.forEach(resources::put);
        }
        return permissions;
    }

    private JsonNode ofPreset(ApiClient api) {
        return api.get(PRESETS)
                .valueStream()
                .filter(one -> one.path("id").asString("").equals(preset))
                .findFirst()
                .orElseThrow(() ->
                        wrong(
                                "there is no preset '%s': 'mos-token token presets' lists them"
                                        .formatted(preset)))
                .path("permissions");
    }

    private CommandLine.ParameterException wrong(String sentence) {
        return new CommandLine.ParameterException(command.commandLine(), sentence);
    }
}
