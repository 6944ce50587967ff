package mos.token.admintoken;

import java.time.Instant;
import mos.token.access.Exercised;
import org.jspecify.annotations.Nullable;

/// What a token did so far, up to this moment.
///
/// @param last its last use, by any of its secrets; null for never
/// @param lastOld the last use of the secret that a rotation is replacing; null for none
/// @param refused its last refusal; null for none
/// @param exercised the permissions that it made use of
public record Uses(
        @Nullable Sighting last,
        @Nullable Sighting lastOld,
        @Nullable Refusal refused,
        Exercised exercised) {

    /// One use.
    ///
    /// @param address the client's, or `unknown`
    /// @param userAgent as the client said, without what may be a secret; possibly empty
    public record Sighting(Instant at, String address, String userAgent) {
        /// Who it was, in words.
        String inWords() {
            return address + (userAgent.isEmpty() ? "" : " with " + userAgent) + " at " + at;
        }
    }

    /// One refusal of a token that is known.
    ///
    /// @param reason what was asked for and why it was refused, in a few words
    public record Refusal(Instant at, String reason, String address) {}

    /// The last use as a sentence.
    String lastInWords() {
        return last == null
                ? "Nobody used it so far."
                : "It was last used by " + last.inWords() + ".";
    }

    /// These with what is not written yet.
    Uses with(Pending.Snapshot pending) {
        return new Uses(
                pending.last() == null ? last : UseRows.sighting(pending.last()),
                pending.lastOld() == null ? lastOld : UseRows.sighting(pending.lastOld()),
                pending.refused() == null ? refused : UseRows.refusal(pending.refused()),
                exercised.plus(new Exercised(pending.exercised())));
    }
}
