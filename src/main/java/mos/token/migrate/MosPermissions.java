package mos.token.migrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import tools.jackson.databind.JsonNode;

/// The permissions of a token as MOS keeps them, which takes any resource.
///
/// @param says what is not as it is there, in sentences
record MosPermissions(Permissions permissions, List<String> says) {
    /// Ours alone: at MOS a resource of that name opened nothing, so it must not open ours.
    private static final Set<String> OURS =
            Set.of("registry", "github", "audit", "metrics", "introspect");

    private static final int MOST_INERT = 50;
    private static final String NAME = "[A-Za-z0-9_-]{1,64}";

    /// Reads them. What cannot be understood grants nothing.
    static MosPermissions read(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return new MosPermissions(Permissions.full(), List.of());
        }
        JsonNode resources = node.path("resources");
        return switch (node.path("mode").asString("")) {
            case "full" -> new MosPermissions(Permissions.full(), List.of());
            case "readonly" -> new MosPermissions(Permissions.readonly(), List.of());
            case "custom" -> custom(resources);
            default -> damaged();
        };
    }

    private static MosPermissions damaged() {
        return new MosPermissions(
                Permissions.nothing(), List.of("its permissions are damaged: it may do nothing"));
    }

    private static MosPermissions custom(JsonNode resources) {
        if (!resources.isObject()) {
            return damaged();
        }
        Map<String, Level> levels = new LinkedHashMap<>();
        List<String> inert = new ArrayList<>();
        List<String> dropped = new ArrayList<>();
        int odd = 0;
        for (Map.Entry<String, JsonNode> entry : resources.properties()) {
            String name = entry.getKey();
            JsonNode value = entry.getValue();
            Optional<Level> level = Level.parse(value.isString() ? value.stringValue() : "");
            if (OURS.contains(name)) {
                dropped.add(name);
            } else if (level.isEmpty() || !name.matches(NAME)) {
                odd++;
            } else if (Resource.known(name).isPresent()) {
                levels.put(name, level.get());
            } else if (inert.size() < MOST_INERT) {
                levels.put(name, level.get());
                inert.add(name);
            } else {
                odd++;
            }
        }
        List<String> says = new ArrayList<>();
        if (!inert.isEmpty()) {
            says.add("unknown here, kept and of no effect: " + joined(inert));
        }
        if (!dropped.isEmpty()) {
            says.add("means something else here and was left out: " + joined(dropped));
        }
        if (odd > 0) {
            says.add("its permissions hold %d damaged entries, left out".formatted(odd));
        }
        return new MosPermissions(new Permissions.Custom(levels), says);
    }

    private static String joined(List<String> names) {
        return names.stream().sorted().limit(10).collect(Collectors.joining(", "))
                + (names.size() > 10 ? ", ..." : "");
    }
}
