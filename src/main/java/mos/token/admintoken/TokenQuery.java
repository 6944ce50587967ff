package mos.token.admintoken;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Which admin tokens a list shows, and in what order.
///
/// @param text part of a name or description, compared without case; empty for any
/// @param state the state, or null for any
/// @param mode `full`, `readonly` or `custom`, or null for any
/// @param unusedFor not used for so long, nor created since; null for any
/// @param expiresWithin expiring within this time from now; null for any
/// @param sort what to order by
/// @param descending the other way round
/// @param after the cursor of [Page#next()], or an empty text for the first page
/// @param limit at most so many, 1 to [#MOST]
public record TokenQuery(
        String text,
        @Nullable State state,
        @Nullable String mode,
        @Nullable Duration unusedFor,
        @Nullable Duration expiresWithin,
        Sort sort,
        boolean descending,
        String after,
        int limit) {

    /// The most tokens of one page. MOS lists all of them; so does a list without a limit, up to
    /// this.
    public static final int MOST = 10_000;

    /// Every token in the order of creation.
    public static final TokenQuery ALL =
            new TokenQuery("", null, null, null, null, Sort.CREATED, false, "", MOST);

    /// Whether a token opens anything, and why not.
    public enum State {
        /// It opens what its permissions say.
        ACTIVE,
        /// It was deactivated.
        INACTIVE,
        /// Its time is over.
        EXPIRED,
        /// Its time has not begun.
        PENDING
    }

    /// An order; what is equal in it stands in the order of creation.
    public enum Sort {
        CREATED,
        NAME,
        /// By last use as far as it is written; the never used first.
        USED,
        /// By expiry; those that never expire last.
        EXPIRES
    }

    public TokenQuery {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit must be from 1 to " + MOST);
        }
    }

    /// At most so many.
    public TokenQuery withLimit(int most) {
        return new TokenQuery(
                text, state, mode, unusedFor, expiresWithin, sort, descending, after, most);
    }

    /// One page of a list.
    ///
    /// @param next the cursor of the next page, or an empty text when this is the last
    public record Page(java.util.List<ListedToken> tokens, String next) {}
}
