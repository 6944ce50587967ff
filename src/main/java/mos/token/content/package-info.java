/// Verified content on disk under its SHA-256: written once, visible only when complete and right,
/// read by many, evicted by last use under a byte limit. Who may read what is for the doors to
/// decide: nothing here knows callers, repositories or upstreams.
@NullMarked
package mos.token.content;

import org.jspecify.annotations.NullMarked;
