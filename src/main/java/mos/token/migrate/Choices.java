package mos.token.migrate;

/// What the owner decides about bringing over.
///
/// @param giteaHost the host that MOS's `gitea` token belongs to, since MOS keeps none; empty for
///   not said
/// @param replace whether a service token here gives way to another one of MOS
/// @param dryRun whether all that is only said
public record Choices(String giteaHost, boolean replace, boolean dryRun) {}
