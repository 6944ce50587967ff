package mos.token.access;

/// A caller asked for more than they hold. The route table refuses first; this is the second wall,
/// and it stands in every face. Answered 403.
public final class Denied extends RuntimeException {
    private final transient Demand needed;
    private final transient Permissions held;

    /// Says what is missing.
    public Denied(Demand needed, Permissions held) {
        this(needed.refusal(held), needed, held);
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
}
