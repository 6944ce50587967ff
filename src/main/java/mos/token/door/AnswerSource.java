package mos.token.door;

/// Where what a client got came from. Whoever waited for the same request to an upstream counts
/// like the one who made it.
public enum AnswerSource {
    /// Kept here; no upstream was asked.
    KEPT,
    /// Kept here; the upstream said that it still holds.
    REVALIDATED,
    /// The upstream, just now: an answer that was not here before.
    FETCHED,
    /// Kept here longer than it is believed; the upstream could not be asked.
    STALE
}
