package mos.token.access;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
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
    ///
    /// @param known the levels of resources, by name in order
    /// @param inert the levels of what was no resource when it was given, as to tokens of MOS, by
    ///   name in order: kept, and of no effect, also when a later version has such a resource
    record Custom(Map<String, Level> known, Map<String, Level> inert) implements Permissions {
        public Custom {
            known = Collections.unmodifiableMap(new TreeMap<>(known));
            inert = Collections.unmodifiableMap(new TreeMap<>(inert));
        }

        /// Given now: what is no resource has no effect.
        public Custom(Map<String, Level> given) {
            this(those(given, true), those(given, false));
        }

        private static Map<String, Level> those(Map<String, Level> given, boolean known) {
            Map<String, Level> those = new HashMap<>(given);
            those.keySet().removeIf(name -> Resource.known(name).isPresent() != known);
            return those;
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
                    custom.known().getOrDefault(resource.name(), Level.NONE).compareTo(level) >= 0;
        };
    }

    /// Whether everything that `other` grants is granted here too: nobody may mint above
    /// themselves.
    default boolean covers(Permissions other) {
        return lacks(other) instanceof Demand.Nothing;
    }

    /// The first that `other` grants and this does not, if anything.
    default Demand lacks(Permissions other) {
        if (this instanceof Full) {
            return new Demand.Nothing();
        }
        return switch (other) {
            case Full _ -> new Demand.Everything(); // also covers paths that are no resource
            case Readonly _ ->
                    lacks(
                            Resource.ALL.stream()
                                    .filter(resource -> other.allows(resource, Level.READ))
                                    .map(resource -> new Demand.On(resource, Level.READ)));
            case Custom custom ->
                    lacks(
                            custom.known().entrySet().stream()
                                    .filter(e -> e.getValue() != Level.NONE)
                                    .map(e ->
                                            new Demand.On(new Resource(e.getKey()), e.getValue())));
        };
    }

    private Demand lacks(Stream<Demand.On> granted) {
        return granted.filter(demand -> !demand.metBy(this))
                .<Demand>map(demand -> demand)
                .findFirst()
                .orElseGet(Demand.Nothing::new);
    }

    /// `full`, `readonly` or `custom`.
    default String mode() {
        return switch (this) {
            case Full _ -> "full";
            case Readonly _ -> "readonly";
            case Custom _ -> "custom";
        };
    }

    /// The wire form, MOS's shape: without what has no effect.
    default ObjectNode toJson() {
        ObjectNode node = Json.object().put("mode", mode());
        if (this instanceof Custom custom) {
            put(node, "resources", custom.known());
        }
        return node;
    }

    /// The form for storage, with everything.
    default ObjectNode toStoredJson() {
        ObjectNode node = toJson();
        if (this instanceof Custom custom && !custom.inert().isEmpty()) {
            put(node, PermissionsReader.INERT, custom.inert());
        }
        return node;
    }

    private static void put(ObjectNode node, String name, Map<String, Level> levels) {
        ObjectNode member = node.putObject(name);
        levels.forEach((resource, level) -> member.put(resource, level.text()));
    }

    /// Reads the wire form. JSON `null` means full, as MOS has it; the *absence* of the key is for
    /// the caller to judge.
    ///
    /// @throws IllegalArgumentException naming the member and what it must be
    static Permissions parse(JsonNode node) {
        return PermissionsReader.read(node, false);
    }

    /// Reads the form for storage.
    ///
    /// @throws IllegalArgumentException when it is damaged
    static Permissions parseStored(JsonNode node) {
        return PermissionsReader.read(node, true);
    }
}
