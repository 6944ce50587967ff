package mos.token.admintoken;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An admin token in a list.
///
/// @param state whether it opens anything now
/// @param uses what it did so far
/// @param oldEndsAt until when the secret before its newest opens too; null when that opens nothing
public record ListedToken(
        AdminToken token, TokenQuery.State state, Uses uses, @Nullable Instant oldEndsAt) {}
