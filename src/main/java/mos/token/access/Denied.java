package mos.token.access;

/// A caller asked for more than they hold. The route table refuses first; this is the second wall,
/// and it stands in every face. Answered 403.
public final class Denied extends RuntimeException {
    /// Says which resource and level are missing.
    public Denied(String message) {
        super(message);
    }
}
