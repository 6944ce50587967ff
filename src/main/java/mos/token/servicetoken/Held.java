package mos.token.servicetoken;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import mos.token.keys.Keys;
import mos.token.keys.Unsealable;
import mos.token.secret.SecretText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One stored token in memory: sealed, with what the services said of it.
final class Held {
    /// A state and when it was seen.
    record Seen(State state, Instant at) {}

    /// Why a damaged one is unknown, and what to do.
    static final String SEALED_SHUT = "it cannot be unsealed: enter it again";

    private static final Logger LOG = LoggerFactory.getLogger(Held.class);
    private static final String KIND = "service-token";

    final String id;
    final Service service;
    final byte[] sealed;
    final String mask;
    final Instant changedAt;
    final ConcurrentMap<String, Seen> seen = new ConcurrentHashMap<>();

    private final AtomicBoolean told = new AtomicBoolean();

    Held(String id, Service service, byte[] sealed, String mask, Instant changedAt) {
        this.id = id;
        this.service = service;
        this.sealed = sealed;
        this.mask = mask;
        this.changedAt = changedAt;
    }

    static Held seal(Keys keys, String id, Service service, SecretText token, Instant now) {
        return new Held(
                id, service, keys.seal(token, KIND, id), TokenForm.mask(service, token), now);
    }

    /// The token itself; empty, with one warning, when its seal is damaged or its key is lost.
    Optional<SecretText> plain(Keys keys) {
        try {
            return Optional.of(keys.unseal(sealed, KIND, id));
        } catch (Unsealable _) {
            if (told.compareAndSet(false, true)) {
                LOG.warn("the {} token: {}", service.label(), SEALED_SHUT);
            }
            return Optional.empty();
        }
    }

    State at(String host) {
        Seen known = seen.get(host);
        return known == null ? new State.Unknown("not looked at yet") : known.state();
    }

    boolean refusedAt(String host) {
        return at(host) instanceof State.Refused;
    }

    Map<String, State> byHost() {
        Map<String, State> states = new TreeMap<>();
        seen.forEach((host, s) -> states.put(host, s.state()));
        return states;
    }
}
