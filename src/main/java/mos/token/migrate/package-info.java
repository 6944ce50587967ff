/// Brings over what another program kept: so far the tokens of a MOS box. Reads files that anybody
/// may have written, and gives what it finds to the features; no secret stays here.
@NullMarked
package mos.token.migrate;

import org.jspecify.annotations.NullMarked;
