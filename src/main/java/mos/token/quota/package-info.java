/// What upstreams still grant, as their answers' headers say, how that went and where it goes, and
/// what the gateway saved. Nothing here asks an upstream, and nothing is assumed: what no header
/// said is not known.
@NullMarked
package mos.token.quota;

import org.jspecify.annotations.NullMarked;
