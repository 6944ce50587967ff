package mos.token.servicetoken;

import java.time.Instant;
import java.util.Map;
import mos.token.quota.QuotaReading;
import org.jspecify.annotations.Nullable;

/// What a service said when it was really asked.
///
/// @param configured whether a token is stored
/// @param state the verdict; [State.Unknown] when none is stored
/// @param user whose token it is, or null when not told
/// @param level what it may do, in the service's words, as in [TokenFacts]; or null when not told
/// @param canWrite whether it can write, or null when that cannot be told
/// @param expires when it ends, or null when never or not told
/// @param rate the token's quota; without a good token the one of this machine's address; null when
///   not told
/// @param hosts what each host that was asked said
/// @param at when
public record Look(
        Service service,
        boolean configured,
        State state,
        @Nullable String user,
        @Nullable String level,
        @Nullable Boolean canWrite,
        @Nullable Instant expires,
        @Nullable QuotaReading rate,
        Map<String, State> hosts,
        Instant at) {

    private static final int LONGEST_USER = 100;

    public Look {
        if (user != null && user.length() > LONGEST_USER) {
            user = user.substring(0, LONGEST_USER);
        }
    }

    /// The service does not know the token; it counts for all hosts of the service. MOS's words.
    static final State REFUSED = new State.Refused("Invalid or expired token");

    /// The same with this quota.
    Look rated(@Nullable QuotaReading other) {
        return new Look(
                service, configured, state, user, level, canWrite, expires, other, hosts, at);
    }

    static Look anonymous(Service service, @Nullable QuotaReading rate, Instant at) {
        State none = new State.Unknown("none is stored");
        return new Look(service, false, none, null, null, null, null, rate, Map.of(), at);
    }

    static Look only(
            Service service,
            State state,
            @Nullable QuotaReading rate,
            Map<String, State> hosts,
            Instant at) {
        return new Look(service, true, state, null, null, null, null, rate, hosts, at);
    }
}
