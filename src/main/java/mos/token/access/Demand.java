package mos.token.access;

/// What a request asks of its caller's permissions.
public sealed interface Demand {
    /// `level` on a resource.
    record On(Resource resource, Level level) implements Demand {}

    /// Full permissions: what belongs to no resource, or can be read in two ways.
    record Everything() implements Demand {}

    /// Nothing but to be known.
    record Nothing() implements Demand {}

    /// Whether these permissions are enough.
    default boolean metBy(Permissions permissions) {
        return switch (this) {
            case On(Resource resource, Level level) -> permissions.allows(resource, level);
            case Everything _ -> permissions instanceof Permissions.Full;
            case Nothing _ -> true;
        };
    }

    /// What somebody is told whose permissions are not enough.
    default String refusal(Permissions held) {
        return switch (this) {
            case On(Resource resource, Level level)
                    when level == Level.READ && held instanceof Permissions.Readonly ->
                    "Access denied. Readonly tokens cannot access the '%s' resource."
                            .formatted(resource.name());
            case On(Resource resource, Level level) ->
                    "Access denied. This token does not have '%s' permission for '%s'."
                            .formatted(level.text(), resource.name());
            case Everything _ -> "Access denied. This needs full permissions.";
            case Nothing _ -> "Access denied.";
        };
    }

    /// `docker:write`, `full`, or `any token`.
    default String text() {
        return switch (this) {
            case On(Resource resource, Level level) -> resource.name() + ":" + level.text();
            case Everything _ -> "full";
            case Nothing _ -> "any token";
        };
    }
}
