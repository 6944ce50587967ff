package mos.token.admintoken;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Everything that is known of an admin token.
///
/// @param secrets its live secrets, the newest first
/// @param calls how often it was used on each day (UTC) of the last 90
/// @param networks from where it was used (/24, /64), with the first time of each
public record TokenDetails(
        ListedToken listed,
        List<Secret> secrets,
        SortedMap<LocalDate, Long> calls,
        Map<String, Instant> networks) {

    /// A live secret, without its text.
    ///
    /// @param serial 1 for the token's first
    /// @param endsAt until when it opens beside the newest; null for the newest
    /// @param lastUsed the last use of a secret that is being replaced; null for none, and for the
    ///   newest
    public record Secret(
            int serial,
            Instant createdAt,
            @Nullable Instant endsAt,
            Uses.@Nullable Sighting lastUsed) {}
}
