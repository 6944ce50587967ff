package mos.token.servicetoken;

import mos.token.upstream.Credential;

/// A service token lent for one request to one exact host.
///
/// @param tokenId the row of the token: what was fetched with it is kept under this id
/// @param credential what that host, and no other, may see
public record Lease(Service service, String host, String tokenId, Credential credential) {}
