/// Admin tokens: their format, who may issue and change them, and the check of a presented one.
/// Holds digests, never a token's text; knows nothing of HTTP.
@NullMarked
package mos.token.admintoken;

import org.jspecify.annotations.NullMarked;
