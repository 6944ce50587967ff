package mos.token.access;

/// A caller asked for more than they hold. The route table refuses first; this is the second wall,
/// and it stands in every face. Answered 403.
public final class Denied extends RuntimeException {
    private final transient Demand needed;
    private final transient Permissions held;

    /// Says what is missing.
    public Denied(Demand needed, Permissions held) {
        this(words(needed, held), needed, held);
    }

    /// Says it in words of its own.
    public Denied(String message, Demand needed, Permissions held) {
        super(message);
        this.needed = needed;
        this.held = held;
    }

    /// What would have done.
    public Demand needed() {
        return needed;
    }

    /// What the caller has instead.
    public Permissions held() {
        return held;
    }

    private static String words(Demand needed, Permissions held) {
        return switch (needed) {
            case Demand.On(Resource resource, Level level)
                    when level == Level.READ && held instanceof Permissions.Readonly ->
                    "Access denied. Readonly tokens cannot access the '%s' resource."
                            .formatted(resource.name());
            case Demand.On(Resource resource, Level level) ->
                    "Access denied. This token does not have '%s' permission for '%s'."
                            .formatted(level.text(), resource.name());
            case Demand.Everything _ -> "Access denied. This needs full permissions.";
            case Demand.Nothing _ -> "Access denied.";
        };
    }
}
