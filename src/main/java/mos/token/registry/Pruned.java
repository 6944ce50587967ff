package mos.token.registry;

/// What was dropped.
///
/// @param contents how many
/// @param bytes of them
/// @param inUse how many stay since somebody was reading them
public record Pruned(int contents, long bytes, int inUse) {}
