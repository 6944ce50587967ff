package mos.token.servicetoken;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import mos.token.net.Headers;

/// Learns of the tokens from the real answers to what they were spent for.
final class InUse {
    private final StoredTokens stored;
    private final Changes changes;
    private final ServiceUses uses;
    private final Upkeep upkeep;
    private final Clock clock;

    InUse(StoredTokens stored, Changes changes, ServiceUses uses, Upkeep upkeep, Clock clock) {
        this.stored = stored;
        this.changes = changes;
        this.uses = uses;
        this.upkeep = upkeep;
        this.clock = clock;
    }

    void answered(Lease lease, String host, String what, int status, Headers headers) {
        Optional<Held> leased = stored.of(lease);
        if (leased.isEmpty()) {
            return;
        }
        Held token = leased.get();
        Instant now = clock.instant();
        token.spentAt = now;
        uses.spent(token.service, what, now);
        upkeep.observed(token);
        if (status < 200 || status >= 400) {
            Throttling.of(status, headers, now).ifPresent(state -> see(token, host, state, now));
            return;
        }
        see(token, host, new State.Good(), now);
        see(token, lease.host(), new State.Good(), now);
        changes.proved(token);
        if (token.service == Service.GITHUB && host.equals(token.deciding())) {
            TokenFacts facts = GithubFacts.told(token.facts, headers);
            if (!facts.equals(token.facts)) {
                changes.told(token, facts);
            }
        }
    }

    boolean notForImages(Lease lease) {
        Optional<Held> token = stored.of(lease).filter(GithubFacts::cannotPullImages);
        token.ifPresent(held -> changes.notForImages(held, lease.host()));
        return token.isPresent();
    }

    /// A refusal stays until the token is edited; what says the same again changes nothing.
    private static void see(Held token, String host, State state, Instant now) {
        token.seen.compute(
                host,
                (_, known) ->
                        known != null
                                        && (known.state() instanceof State.Refused
                                                || known.state().equals(state))
                                ? known
                                : new Described.AtHost(state, now));
    }
}
