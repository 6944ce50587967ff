package mos.token.admintoken;

import mos.token.access.Demand;
import mos.token.access.Permissions;

/// In what a token reaches further than the caller who would make or touch it.
///
/// @param why a sentence
/// @param needed the first permission that the caller lacks; nothing when it is time or network in
///   which they are exceeded
/// @param held what the caller may do
public record Excess(String why, Demand needed, Permissions held) {}
