/// The registry door: pulls of container images through the gateway (OCI distribution spec 1.1,
/// category "Pull"). Reads only; everything else is refused before anything is looked at.
@NullMarked
package mos.token.registry;

import org.jspecify.annotations.NullMarked;
