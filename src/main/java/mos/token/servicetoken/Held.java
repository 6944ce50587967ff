package mos.token.servicetoken;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import mos.token.keys.Keys;
import mos.token.keys.Unsealable;
import mos.token.secret.SecretText;
import mos.token.upstream.Credential;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One stored token in memory: sealed, with what is known of it.
final class Held {
    /// Why a damaged one is unknown, and what to do.
    static final String SEALED_SHUT = "it cannot be unsealed: enter it again";

    /// How long before its end a token counts as expiring.
    static final Duration SOON = Duration.ofDays(14);

    private static final Logger LOG = LoggerFactory.getLogger(Held.class);
    private static final String KIND = "service-token";

    final String id;
    final Service service;

    /// The host that was entered with it; empty where the service has its own.
    final String host;

    final byte[] sealed;
    final String mask;
    final Instant changedAt;
    final ConcurrentMap<String, Described.AtHost> seen = new ConcurrentHashMap<>();
    volatile TokenFacts facts = TokenFacts.NONE;

    /// When it was last shown to the service; the epoch for never.
    volatile Instant spentAt = Instant.EPOCH;

    /// The last stage before its end that a person was told of, in days; 0 for none.
    volatile int endTold;

    /// Whether its owner was told that registries give it nothing.
    volatile boolean notForImagesTold;

    /// Set while a change that many answers may ask for is written.
    final AtomicBoolean changing = new AtomicBoolean();

    private final AtomicBoolean told = new AtomicBoolean();

    /// Whether there is something for a host under the seal; neither ever changes.
    private final ConcurrentMap<String, Boolean> opens = new ConcurrentHashMap<>();

    Held(String id, Service service, String host, byte[] sealed, String mask, Instant changedAt) {
        this.id = id;
        this.service = service;
        this.host = host;
        this.sealed = sealed;
        this.mask = mask;
        this.changedAt = changedAt;
    }

    static Held seal(Keys keys, String id, Service service, SecretText token, Instant now) {
        return new Held(
                id,
                service,
                TokenForm.host(service, token),
                keys.seal(token, purpose(service), id),
                TokenForm.mask(service, token),
                now);
    }

    /// What the seal is bound to besides the row: a row that is given another service does not
    /// open.
    private static String purpose(Service service) {
        return KIND + ":" + service.key();
    }

    /// The same token bound to its service: older versions bound it to its row alone. Empty when it
    /// is so already, or cannot be unsealed.
    Optional<byte[]> bound(Keys keys) {
        try {
            return Optional.of(keys.seal(keys.unseal(sealed, KIND, id), purpose(service), id));
        } catch (Unsealable _) {
            return Optional.empty();
        }
    }

    /// The token itself; empty, with one warning, when its seal is damaged or its key is lost.
    Optional<SecretText> plain(Keys keys) {
        try {
            return Optional.of(keys.unseal(sealed, purpose(service), id));
        } catch (Unsealable _) {
            if (told.compareAndSet(false, true)) {
                LOG.warn("the {} token: {}", service.label(), SEALED_SHUT);
            }
            return Optional.empty();
        }
    }

    /// Whether it can be unsealed, and has a form for one of its hosts. Unseals the first time
    /// only.
    boolean opensFor(String host, Keys keys) {
        return opens.computeIfAbsent(host, _ -> credential(host, keys).isPresent());
    }

    /// What a host that it opens for may see.
    Credential opened(String host, Keys keys) {
        return credential(host, keys).orElseThrow(() -> new IllegalStateException(SEALED_SHUT));
    }

    private Optional<Credential> credential(String host, Keys keys) {
        return plain(keys).flatMap(plain -> TokenForm.credential(service, host, plain));
    }

    /// The exact hosts that may see it; the first one decides whether it is good.
    List<String> hosts() {
        return host.isEmpty() ? service.hosts() : List.of(host);
    }

    /// The host that decides whether it is good.
    String deciding() {
        return hosts().getFirst();
    }

    State at(String host) {
        Described.AtHost known = seen.get(host);
        return known == null ? new State.Unknown("not looked at yet") : known.state();
    }

    boolean refusedAt(String host) {
        return at(host) instanceof State.Refused;
    }

    /// Notes what a host said; false when that is nothing new. A refusal stays until the token is
    /// edited.
    boolean see(String host, State state, Instant now) {
        AtomicBoolean changes = new AtomicBoolean();
        seen.compute(
                host,
                (_, known) -> {
                    boolean same = known != null && known.state().equals(state);
                    boolean closed = known != null && known.state() instanceof State.Refused;
                    changes.set(!same && !closed);
                    // A limit holds from the last time that it was told.
                    boolean renewed = same && state instanceof State.Throttled;
                    return closed || (same && !renewed) ? known : new Described.AtHost(state, now);
                });
        return changes.get();
    }

    /// Whether the service ever took it.
    boolean proved() {
        return seen.values().stream().anyMatch(s -> s.state().works());
    }

    /// What matters most of it now.
    State state(Instant now) {
        State deciding = at(deciding());
        if (!deciding.works()) {
            return deciding;
        }
        for (Described.AtHost known : seen.values()) {
            if (known.state() instanceof State.Throttled throttled
                    && throttled.lasts(known.at(), now)) {
                return throttled;
            }
        }
        TokenFacts told = facts;
        if (Boolean.TRUE.equals(told.canWrite())) {
            return new State.TooPowerful(TokenForm.tooPowerful(service, told.level()));
        }
        if (told.expires() != null && told.expires().isBefore(now.plus(SOON))) {
            return new State.Expiring(told.expires());
        }
        return new State.Good();
    }

    /// What each host that was asked said. A limit that is over is told no more.
    Map<String, Described.AtHost> byHost(Instant now) {
        Map<String, Described.AtHost> all = new TreeMap<>(seen);
        all.replaceAll((_, known) ->
                known.state() instanceof State.Throttled limit && !limit.lasts(known.at(), now)
                        ? new Described.AtHost(new State.Good(), known.at())
                        : known);
        return all;
    }
}
