package mos.token.servicetoken;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What may be shown of one service's token. Of a service without a token all is empty but the uses
/// from before.
///
/// @param mask prefix and last four characters, or null when none is stored
/// @param changedAt when it was entered, or null
/// @param state what matters most of it
/// @param hosts what each host that was asked said
/// @param user whose it is, or null when not told
/// @param level what it may do, in the service's words, or null when not told
/// @param canWrite whether it can write, or null when that cannot be told
/// @param expires when it ends, or null for never or not told
/// @param expiresEntered whether the owner entered that
/// @param spentAt when it was last shown to the service, or null for never
/// @param spentFor what it was spent for lately, the latest first
/// @param askedBy who asked the gateway for that service, the latest first
/// @param former the one before it, kept until the service took this one, or null
/// @param revokeAt where it is revoked when it leaked
public record Described(
        Service service,
        @Nullable String mask,
        @Nullable Instant changedAt,
        State state,
        Map<String, AtHost> hosts,
        @Nullable String user,
        @Nullable String level,
        @Nullable Boolean canWrite,
        @Nullable Instant expires,
        boolean expiresEntered,
        @Nullable Instant spentAt,
        List<RecentUse> spentFor,
        List<RecentUse> askedBy,
        @Nullable Former former,
        String revokeAt) {

    /// What a host said, and when.
    public record AtHost(State state, Instant at) {}

    /// The token before the one in use.
    public record Former(String mask, Instant changedAt) {}
}
