/// What both doors of the gateway share: who is asking, which repositories are public, kept answers
/// with their freshness, one flight per key, byte ranges. Nothing here knows a protocol of an
/// upstream.
@NullMarked
package mos.token.door;

import org.jspecify.annotations.NullMarked;
