package mos.token.admintoken;

/// An admin token in a list.
///
/// @param state whether it opens anything now
/// @param uses what it did so far
public record ListedToken(AdminToken token, TokenQuery.State state, Uses uses) {}
