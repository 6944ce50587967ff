package mos.token.servicetoken;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Change;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.keys.Keys;
import mos.token.quota.Quotas;
import mos.token.store.Database;
import mos.token.upstream.Credential;
import mos.token.upstream.Upstreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The owner's tokens for outside services. A refused one is no longer lent, so that the gateway
/// goes on without a token: a stored token can never make things worse.
public final class ServiceTokens implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceTokens.class);

    /// What may be shown of one service's token.
    ///
    /// @param mask prefix and last four characters, or null when none is stored
    /// @param changedAt when it was entered, or null
    /// @param state what matters most of it
    /// @param hosts what is known at each host that was asked
    public record Described(
            Service service,
            @Nullable String mask,
            @Nullable Instant changedAt,
            State state,
            Map<String, State> hosts) {}

    private final Keys keys;
    private final Access access;
    private final Clock clock;
    private final SecureRandom random;
    private final Quotas quotas;
    private final Validation validation;
    private final ConcurrentMap<Service, Held> held = new ConcurrentHashMap<>();

    /// Reads what is stored; one that cannot be unsealed is named and stops no other.
    public ServiceTokens(
            Database database,
            Keys keys,
            Access access,
            Upstreams upstreams,
            Quotas quotas,
            Clock clock,
            SecureRandom random) {
        this.keys = keys;
        this.access = access;
        this.clock = clock;
        this.random = random;
        this.quotas = quotas;
        held.putAll(database.read(TokenRows::all));
        held.values().forEach(token -> token.plain(keys));
        validation = new Validation(held, keys, access, upstreams, quotas, clock);
    }

    /// Stores, clears or keeps tokens: all of them, or none when one has a wrong form. The look at
    /// what is new follows in the background.
    ///
    /// @throws mos.token.access.SignInTooOld when one is to be stored, and the caller's session is
    ///   not recent
    /// @throws mos.token.access.Denied when the caller may not write `mos`
    public Put put(Caller caller, Map<Service, Entry> entries) {
        access.require(caller, Resource.MOS, Level.WRITE);
        Map<Service, Entry> changes = new EnumMap<>(Service.class);
        List<String> hints = new ArrayList<>();
        for (Map.Entry<Service, Entry> each : entries.entrySet()) {
            Service service = each.getKey();
            switch (each.getValue()) {
                case Entry.Clear clear -> changes.put(service, clear);
                case Entry.Enter enter -> {
                    Held current = held.get(service);
                    if (current != null && TokenForm.isMask(current.mask, enter.token())) {
                        continue;
                    }
                    Optional<String> problem = TokenForm.problem(service, enter.token());
                    if (problem.isPresent()) {
                        return new Put.Rejected(service, problem.get());
                    }
                    TokenForm.hint(service, enter.token()).ifPresent(hints::add);
                    changes.put(service, enter);
                }
            }
        }
        if (changes.values().stream().anyMatch(Entry.Enter.class::isInstance)) {
            access.requireRecent(caller);
        }
        if (!changes.isEmpty()) {
            access.change(
                    caller, Resource.MOS, "service-token.put", change -> store(change, changes));
            changes.forEach((service, entry) -> {
                if (entry instanceof Entry.Enter) {
                    validation.begin(service);
                }
            });
        }
        return new Put.Done(hints);
    }

    /// What may be shown of each service's token.
    ///
    /// @throws mos.token.access.Denied when the caller may not read `mos`
    public List<Described> describe(Caller caller) {
        access.require(caller, Resource.MOS, Level.READ);
        List<Described> all = new ArrayList<>();
        for (Service service : Service.values()) {
            Held token = held.get(service);
            if (token == null) {
                State none = new State.Unknown("none is stored");
                all.add(new Described(service, null, null, none, Map.of()));
            } else {
                State state =
                        token.plain(keys).isPresent()
                                ? token.at(service.hosts().getFirst())
                                : new State.Unknown(Held.SEALED_SHUT);
                all.add(new Described(service, token.mask, token.changedAt, state, token.byHost()));
            }
        }
        return all;
    }

    /// Whether a token of the service is stored, usable or not.
    public boolean stored(Service service) {
        return held.containsKey(service);
    }

    /// Lends the service's token for one request to one of its hosts; empty when there is none,
    /// when that host refused it, or when the host is none of the service's. Unseals: not on an
    /// event loop.
    public Optional<Lease> lease(Service service, String host) {
        Held token = held.get(service);
        if (token == null || token.refusedAt(host) || !service.hosts().contains(host)) {
            return Optional.empty();
        }
        Optional<Credential> credential =
                token.plain(keys).flatMap(plain -> TokenForm.credential(service, host, plain));
        return credential.map(c -> new Lease(service, host, token.id, c));
    }

    /// The host refused the lent token (a 401 of its token service or API, nothing less): it is not
    /// lent to that host again until it is edited.
    public void refused(Lease lease) {
        Held token = held.get(lease.service());
        if (token == null || !token.id.equals(lease.tokenId())) {
            return;
        }
        State state = new State.Refused("the service refused it in use");
        Instant now = clock.instant();
        Held.@Nullable Seen before = token.seen.put(lease.host(), new Held.Seen(state, now));
        if (before != null && before.state() instanceof State.Refused) {
            return;
        }
        LOG.warn(
                "{} refused the {} token: going on without it there until it is edited",
                lease.host(),
                lease.service().label());
        try {
            access.change(
                    new Caller.Product(),
                    Resource.MOS,
                    "service-token.refused",
                    change -> {
                        TokenRows.state(change, token.id, lease.host(), state, now);
                        change.audited(lease.service().key(), lease.host() + " refused the token");
                        return true;
                    });
        } catch (RuntimeException e) {
            // Known in memory until the next start: the request that goes on must not fail for it.
            LOG.warn("that {} refused a token could not be kept: {}", lease.host(), e.toString());
        }
    }

    /// Really asks the services, all at the same time, at most 10 s in all; joins a look in
    /// progress, and repeats none younger than 60 s.
    ///
    /// @throws mos.token.access.Denied when the caller may not read `mos`
    public List<Look> validate(Caller caller) {
        access.require(caller, Resource.MOS, Level.READ);
        return validation.all();
    }

    /// Ends the looks under way.
    @Override
    public void close() {
        validation.close();
    }

    private boolean store(Change change, Map<Service, Entry> changes) {
        List<String> words = new ArrayList<>();
        for (Map.Entry<Service, Entry> each : changes.entrySet()) {
            Service service = each.getKey();
            switch (each.getValue()) {
                case Entry.Clear _ -> {
                    TokenRows.remove(change, service);
                    change.afterCommit(() -> forget(held.remove(service)));
                    words.add(service.key() + " cleared");
                }
                case Entry.Enter enter -> {
                    Held token = Held.seal(keys, newId(), service, enter.token(), clock.instant());
                    TokenRows.replace(change, token);
                    change.afterCommit(() -> forget(held.put(service, token)));
                    words.add(service.key() + " set");
                }
            }
        }
        change.audited(
                String.join(", ", changes.keySet().stream().map(Service::key).toList()),
                String.join("; ", words));
        return true;
    }

    private void forget(@Nullable Held former) {
        if (former != null) {
            quotas.forget(former.id);
        }
    }

    private String newId() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
