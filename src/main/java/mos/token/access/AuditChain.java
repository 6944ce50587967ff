package mos.token.access;

/// What a check of the whole audit trail found.
public sealed interface AuditChain {
    /// Every row follows from the one before it, the first from the last one that was removed for
    /// its age.
    ///
    /// @param rows how many are kept
    record Intact(long rows) implements AuditChain {}

    /// A row was changed, removed or slipped in.
    ///
    /// @param firstBroken the number of the first row that does not follow
    record Broken(long firstBroken) implements AuditChain {}
}
