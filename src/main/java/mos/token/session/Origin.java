package mos.token.session;

import org.jspecify.annotations.Nullable;

/// Where a session or sign-in link comes from.
///
/// @param behind the secret that was shown; null for the machine itself
/// @param maker the session that made the link, whose times the new one takes over, so that no
///   session prolongs itself; null for others
record Origin(@Nullable Behind behind, Directory.@Nullable Entry maker) {}
