package mos.token.access;

/// What was behind the caller ended while their request was under way, so its change did not
/// happen. Answered 401, as their next request will be.
public final class CallerEnded extends RuntimeException {
    /// Says no more than a wrong credential is told.
    public CallerEnded() {
        super("Invalid or expired token.");
    }
}
