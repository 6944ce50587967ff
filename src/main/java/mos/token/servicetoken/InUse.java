package mos.token.servicetoken;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import mos.token.net.Headers;
import mos.token.quota.QuotaHeaders;

/// Learns of the tokens from the real answers to what they were spent for.
final class InUse {
    private static final String HUB_LOG_IN = "auth.docker.io";
    private static final String HUB = "registry-1.docker.io";

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
        // Docker Hub's registry sees what its log-in gave for the token. A storage that a redirect
        // led to saw neither, and its answer says nothing of the token.
        boolean pulled = lease.host().equals(HUB_LOG_IN) && host.equals(HUB);
        if (!pulled && !host.equals(lease.host())) {
            return;
        }
        boolean took = status >= 200 && status < 400;
        Optional<State> throttled = throttled(host, status, headers, now);
        if (throttled.isPresent()) {
            token.see(host, throttled.get(), now);
        } else if (took) {
            token.see(host, new State.Good(), now);
        }
        if (took && pulled) {
            token.see(lease.host(), new State.Good(), now);
        }
        if (took && lease.host().equals(token.deciding())) {
            changes.proved(token);
            learn(token, host, headers);
        }
    }

    /// A HEAD at Docker Hub is free, and so answered with nothing left too.
    private static Optional<State> throttled(
            String host, int status, Headers headers, Instant now) {
        boolean usedUp =
                host.equals(HUB)
                        && QuotaHeaders.dockerHub(headers, now)
                                .filter(reading -> reading.remaining() == 0)
                                .isPresent();
        return usedUp
                ? Optional.of(new State.Throttled(null))
                : Throttling.of(status, headers, now).map(State.class::cast);
    }

    private void learn(Held token, String host, Headers headers) {
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
}
