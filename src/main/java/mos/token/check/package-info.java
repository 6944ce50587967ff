/// Forward-auth: may the bearer of this token make that request of another server? Answers from
/// memory alone, and never shows a token.
@NullMarked
package mos.token.check;

import org.jspecify.annotations.NullMarked;
