package mos.token.admintoken;

/// Rolls a transaction back with an expected outcome; never leaves this package.
final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Object outcome;

    Undone(Object outcome) {
        super("undone", null, false, false);
        this.outcome = outcome;
    }

    <T> T outcome(Class<T> type) {
        return type.cast(outcome);
    }
}
