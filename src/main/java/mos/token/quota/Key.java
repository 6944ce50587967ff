package mos.token.quota;

import org.jspecify.annotations.Nullable;

/// Whose quota it is.
///
/// @param tokenId the service token's row, or null for without a token
record Key(Metered service, String resource, @Nullable String tokenId) {}
