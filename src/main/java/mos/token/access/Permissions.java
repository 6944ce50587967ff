package mos.token.access;

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
            case Custom(Map<String, Level> resources) ->
                    lacks(
                            new TreeMap<>(resources)
                                    .entrySet().stream()
                                            .filter(e -> e.getValue() != Level.NONE)
                                            .map(e ->
                                                    new Demand.On(
                                                            new Resource(e.getKey()),
                                                            e.getValue())));
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
