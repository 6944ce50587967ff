package mos.token.session;

/// The secret of an admin token that a session or sign-in link came from: they open something only
/// while it does.
///
/// @param tokenId the token's id
/// @param secret the secret's serial number; a token that is being rotated has two
record Behind(String tokenId, int secret) {}
