/// The master key and what hangs on it: token digests, seals, the audit chain's MAC. Only this
/// package knows Tink and `javax.crypto`.
@NullMarked
package mos.token.keys;

import org.jspecify.annotations.NullMarked;
