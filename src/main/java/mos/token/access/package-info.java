/// Who may do what, checked and audited in one act: callers, permissions, and the chained audit
/// log.
@NullMarked
package mos.token.access;

import org.jspecify.annotations.NullMarked;
