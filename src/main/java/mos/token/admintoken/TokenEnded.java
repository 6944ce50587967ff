package mos.token.admintoken;

import mos.token.store.Transaction;

/// Ends what was opened with a token that is deleted, deactivated, or may do less from now on.
@FunctionalInterface
public interface TokenEnded {
    /// Runs inside the transaction that ends it: rows go with it, memory in its `afterCommit`.
    void ended(Transaction transaction, String tokenId);
}
