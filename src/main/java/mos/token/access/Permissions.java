package mos.token.access;

import java.util.Map;
import java.util.TreeMap;
import mos.token.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What an admin token may do.
public sealed interface Permissions {
    /// Everything.
    record Full() implements Permissions {}

    /// Every read, except of the guarded resources.
    record Readonly() implements Permissions {}

    /// A level per resource; what is not listed is `none`.
    record Custom(Map<String, Level> resources) implements Permissions {
        public Custom {
            resources = Map.copyOf(resources);
        }
    }

    /// Everything.
    static Permissions full() {
        return new Full();
    }

    /// Every read, except of the guarded resources.
    static Permissions readonly() {
        return new Readonly();
    }

    /// Nothing at all.
    static Permissions nothing() {
        return new Custom(Map.of());
    }

    /// Whether `level` on `resource` is granted.
    default boolean allows(Resource resource, Level level) {
        return switch (this) {
            case Full _ -> true;
            case Readonly _ -> level != Level.WRITE && !resource.guarded();
            case Custom custom ->
                    custom.resources().getOrDefault(resource.name(), Level.NONE).compareTo(level)
                            >= 0;
        };
    }

    /// Whether everything that `other` grants is granted here too: nobody may mint above
    /// themselves.
    default boolean covers(Permissions other) {
        if (this instanceof Full) {
            return true;
        }
        if (other instanceof Full) {
            return false; // full also covers paths that are no resource
        }
        if (other instanceof Custom custom) {
            return custom.resources().entrySet().stream()
                    .allMatch(e ->
                            e.getValue() == Level.NONE
                                    || allows(new Resource(e.getKey()), e.getValue()));
        }
        return Resource.ALL.stream()
                .allMatch(r -> !other.allows(r, Level.READ) || allows(r, Level.READ));
    }

    /// `full`, `readonly` or `custom`.
    default String mode() {
        return switch (this) {
            case Full _ -> "full";
            case Readonly _ -> "readonly";
            case Custom _ -> "custom";
        };
    }

    /// The wire and storage form, MOS's shape.
    default ObjectNode toJson() {
        ObjectNode node = Json.object().put("mode", mode());
        if (this instanceof Custom custom) {
            ObjectNode resources = node.putObject("resources");
            new TreeMap<>(custom.resources())
                    .forEach((name, level) -> resources.put(name, level.text()));
        }
        return node;
    }

    /// Reads the wire form. JSON `null` means full, as MOS has it; the *absence* of the key is for
    /// the caller to judge.
    ///
    /// @throws IllegalArgumentException naming the member and what it must be
    static Permissions parse(JsonNode node) {
        return PermissionsReader.read(node);
    }
}
