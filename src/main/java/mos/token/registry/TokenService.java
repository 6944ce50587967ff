package mos.token.registry;

import java.net.URI;

/// Where a registry's pull tokens come from, as its challenge says.
///
/// @param realm a listed address
/// @param service the name by which the registry is known there
record TokenService(URI realm, String service) {}
