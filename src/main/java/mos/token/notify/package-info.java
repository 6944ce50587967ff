/// Notices: what the owner should know, kept until it ended or was dismissed, and sent out once.
@NullMarked
package mos.token.notify;

import org.jspecify.annotations.NullMarked;
