package mos.token.servicetoken;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mos.token.keys.Keys;

/// Says what may be shown of the stored tokens.
final class Description {
    private final StoredTokens stored;
    private final ServiceUses uses;
    private final Keys keys;
    private final Clock clock;

    Description(StoredTokens stored, ServiceUses uses, Keys keys, Clock clock) {
        this.stored = stored;
        this.uses = uses;
        this.keys = keys;
        this.clock = clock;
    }

    /// @param withUses whether to name what it was spent for and who asked
    Described of(Service service, boolean withUses) {
        List<RecentUse> spentFor = withUses ? uses.spentFor(service) : List.of();
        List<RecentUse> askedBy = withUses ? uses.askedBy(service) : List.of();
        return stored.of(service)
                .map(token -> of(token, spentFor, askedBy))
                .orElseGet(() -> none(service, spentFor, askedBy));
    }

    private static Described none(
            Service service, List<RecentUse> spentFor, List<RecentUse> askedBy) {
        return new Described(
                service,
                null,
                null,
                new State.Unknown("none is stored"),
                Map.of(),
                null,
                null,
                null,
                null,
                false,
                null,
                spentFor,
                askedBy,
                null,
                service.revokeAt());
    }

    private Described of(Held token, List<RecentUse> spentFor, List<RecentUse> askedBy) {
        Instant now = clock.instant();
        State state =
                token.plain(keys).isPresent()
                        ? token.state(now)
                        : new State.Unknown(Held.SEALED_SHUT);
        TokenFacts facts = token.facts;
        return new Described(
                token.service,
                token.mask,
                token.changedAt,
                state,
                token.byHost(now),
                facts.user(),
                facts.level(),
                facts.canWrite(),
                facts.expires(),
                facts.expiresEntered(),
                token.spentAt.equals(Instant.EPOCH) ? null : token.spentAt,
                spentFor,
                askedBy,
                stored.former(token.service)
                        .map(former -> new Described.Former(former.mask, former.changedAt))
                        .orElse(null),
                token.host.isEmpty()
                        ? token.service.revokeAt()
                        : "https://" + token.host + token.service.revokeAt());
    }
}
