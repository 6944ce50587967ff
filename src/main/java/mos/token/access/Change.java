package mos.token.access;

import mos.token.store.Transaction;

/// A transaction that owes the audit log a row.
public interface Change extends Transaction {
    /// Writes the audit row of this change. A change that commits without one is refused.
    ///
    /// @param subject the id of what was changed
    /// @param detail what changed, in a short sentence without secrets
    void audited(String subject, String detail);
}
