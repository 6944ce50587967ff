package mos.token.servicetoken;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a service told of a token, or its owner entered.
///
/// @param user whose it is, or null when not told
/// @param level what it may do, in the service's words: the scopes of a classic GitHub token (empty
///   for none), `repo:public_read` at Docker Hub; null when not told
/// @param canWrite whether it can write, or null when that cannot be told
/// @param expires when it ends, or null for never or not told
/// @param expiresEntered whether the owner entered that
record TokenFacts(
        @Nullable String user,
        @Nullable String level,
        @Nullable Boolean canWrite,
        @Nullable Instant expires,
        boolean expiresEntered) {
    static final TokenFacts NONE = new TokenFacts(null, null, null, null, false);

    TokenFacts ending(@Nullable Instant end) {
        return new TokenFacts(user, level, canWrite, end, end != null);
    }

    /// With what a look was told; what it was not told stays.
    TokenFacts and(Look look) {
        boolean entered = expiresEntered && look.expires() == null;
        return new TokenFacts(
                look.user() == null ? user : look.user(),
                look.level() == null ? level : look.level(),
                look.canWrite() == null ? canWrite : look.canWrite(),
                entered ? expires : look.expires(),
                entered);
    }
}
