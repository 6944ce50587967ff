/// The owner's tokens for outside services: kept sealed, lent to one exact host at a time, looked
/// at to say what they are good for. No plain value leaves this package but inside a [Lease].
@NullMarked
package mos.token.servicetoken;

import org.jspecify.annotations.NullMarked;
