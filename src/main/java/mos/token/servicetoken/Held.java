package mos.token.servicetoken;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import mos.token.keys.Keys;
import mos.token.keys.Unsealable;
import mos.token.secret.SecretText;

/// One stored token in memory: sealed, with what the services said of it.
final class Held {
    /// A state and when it was seen.
    record Seen(State state, Instant at) {}

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

    SecretText unseal(Keys keys) throws Unsealable {
        return keys.unseal(sealed, KIND, id);
    }

    /// Whether this is the first time that it is told to be damaged.
    boolean tellOnce() {
        return told.compareAndSet(false, true);
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
