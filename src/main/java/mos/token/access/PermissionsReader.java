package mos.token.access;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Reads permissions with MOS's messages; stricter than MOS, which stores what it does not know.
final class PermissionsReader {
    /// Holds, in the form for storage alone, what was no resource when it was given.
    static final String INERT = "unknownResources";

    private static final Set<String> MEMBERS = Set.of("mode", "resources");

    private PermissionsReader() {}

    /// @param stored whether names that are no resource may be there
    static Permissions read(JsonNode node, boolean stored) {
        if (node.isNull()) {
            return Permissions.full();
        }
        if (!node.isObject()) {
            throw new IllegalArgumentException("permissions must be an object or null");
        }
        for (String name : node.propertyNames()) {
            if (!MEMBERS.contains(name) && !(stored && name.equals(INERT))) {
                throw new IllegalArgumentException(
                        "permissions has an unknown member; it may hold: mode, resources");
            }
        }
        JsonNode mode = node.path("mode");
        return switch (mode.isString() ? mode.stringValue() : "") {
            case "full" -> Permissions.full();
            case "readonly" -> Permissions.readonly();
            case "custom" -> custom(node, stored);
            default ->
                    throw new IllegalArgumentException(
                            "permissions.mode must be one of: full, readonly, custom");
        };
    }

    private static Permissions custom(JsonNode node, boolean stored) {
        JsonNode resources = node.path("resources");
        if (!resources.isObject()) {
            throw new IllegalArgumentException(
                    "permissions.resources must be an object when mode is \"custom\"");
        }
        var given = new Permissions.Custom(levels(resources, stored));
        Map<String, Level> inert = new HashMap<>(given.inert());
        inert.putAll(levels(node.path(INERT), true));
        return new Permissions.Custom(given.known(), inert);
    }

    private static Map<String, Level> levels(JsonNode resources, boolean unknownToo) {
        Map<String, Level> levels = new HashMap<>();
        for (var entry : resources.properties()) {
            String name = entry.getKey();
            if (!unknownToo && Resource.known(name).isEmpty()) {
                throw new IllegalArgumentException(
                        "permissions.resources names an unknown resource. Known are: "
                                + Resource.ALL.stream()
                                        .map(Resource::name)
                                        .collect(Collectors.joining(", ")));
            }
            JsonNode value = entry.getValue();
            Level level =
                    Level.parse(value.isString() ? value.stringValue() : "")
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "Invalid permission level for resource '"
                                                    + name
                                                    + "'. Must be one of: none, read, write"));
            levels.put(name, level);
        }
        return levels;
    }
}
