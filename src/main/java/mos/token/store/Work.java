package mos.token.store;

/// What to do inside a transaction.
///
/// @param <S> the session: [Query] or [Transaction]
/// @param <T> what comes of it
@FunctionalInterface
public interface Work<S, T> {
    /// Runs inside the transaction; throwing rolls it back.
    T run(S session);
}
