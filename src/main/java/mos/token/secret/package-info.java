/// Text that cannot print itself, and redaction of what may hold secrets before it reaches a log.
@NullMarked
package mos.token.secret;

import org.jspecify.annotations.NullMarked;
