/// Addresses, networks and header lists: values that every package may use. No input or output
/// here.
@NullMarked
package mos.token.net;

import org.jspecify.annotations.NullMarked;
