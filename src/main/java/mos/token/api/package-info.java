/// The JSON API: MOS's paths and shapes, answered by the features. Nothing is decided here but how
/// an outcome looks on the wire.
@NullMarked
package mos.token.api;

import org.jspecify.annotations.NullMarked;
