/// Forward-auth: may the bearer of this token make that request of another server? And
/// introspection: what may the bearer of this token do (RFC 7662)? Both answer from memory alone,
/// and never show a token.
@NullMarked
package mos.token.check;

import org.jspecify.annotations.NullMarked;
