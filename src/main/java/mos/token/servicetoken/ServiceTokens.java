package mos.token.servicetoken;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.figure.Figure;
import mos.token.keys.Keys;
import mos.token.net.Headers;
import mos.token.net.IpAddresses;
import mos.token.notify.Notices;
import mos.token.quota.Quotas;
import mos.token.secret.SecretText;
import mos.token.store.Database;
import mos.token.upstream.Upstreams;
import org.jspecify.annotations.Nullable;

/// The owner's tokens for outside services. A refused one is no longer lent, so that the gateway
/// goes on without a token: a stored token can never make things worse.
public final class ServiceTokens implements AutoCloseable {
    private final Keys keys;
    private final Access access;
    private final Clock clock;
    private final StoredTokens stored;
    private final ServiceUses uses = new ServiceUses();
    private final Changes changes;
    private final Upkeep upkeep;
    private final InUse inUse;
    private final Validation validation;
    private final Entries entries;
    private final Description description;

    /// Reads what is stored; one that cannot be unsealed is named and stops no other.
    public ServiceTokens(
            Database database,
            Keys keys,
            Access access,
            Notices notices,
            Upstreams upstreams,
            Quotas quotas,
            Clock clock,
            SecureRandom random) {
        this.keys = keys;
        this.access = access;
        this.clock = clock;
        ServiceNotices told = new ServiceNotices(notices);
        stored = new StoredTokens(quotas, told);
        database.write(tx -> {
            TokenRows.bindSeals(tx, keys);
            stored.load(tx);
            uses.load(tx);
            return stored;
        });
        stored.all().forEach(token -> token.plain(keys));
        changes = new Changes(access, stored, uses, told, clock);
        upkeep = new Upkeep(database, stored, changes, uses, told, clock);
        inUse = new InUse(stored, changes, uses, upkeep, clock);
        validation = new Validation(stored, keys, changes, upkeep, upstreams, quotas, clock);
        entries = new Entries(keys, access, clock, random, stored, uses, changes, validation);
        description = new Description(stored, uses, keys, clock);
        // What no look told yet: one was cut short, or an older version did not keep it.
        stored.all()
                .filter(token -> token.facts.equals(TokenFacts.NONE))
                .forEach(token -> validation.begin(token.service));
    }

    /// Stores, clears or keeps tokens: all of them, or none when one has a wrong form. The look at
    /// what is new follows in the background; until then the token before it is kept.
    ///
    /// @throws mos.token.access.SignInTooOld when one is to be stored, and the caller's session is
    ///   not recent
    /// @throws mos.token.access.Denied when the caller may not write `mos`
    public Put put(Caller caller, Map<Service, Entry> entries) {
        return this.entries.put(caller, entries);
    }

    /// Whether that is the mask that we show of the service's token.
    public boolean isMask(Service service, SecretText token) {
        return entries.isMask(service, token);
    }

    /// Whether the form of a token tells that it may do more than read: worth a question before it
    /// is stored. False says nothing.
    public boolean mayWrite(Service service, SecretText token) {
        return !isMask(service, token) && TokenForm.mayWrite(service, token);
    }

    /// Keeps the expiry that the owner knows, of a service that does not tell it.
    ///
    /// @param expires null for none
    /// @return what came of it: rejected when the service tells it itself, or it is over; empty
    ///   when no token of the service is stored
    /// @throws mos.token.access.Denied when the caller may not write `mos`
    public Optional<Put> expires(Caller caller, Service service, @Nullable Instant expires) {
        return entries.expires(caller, service, expires);
    }

    /// What may be shown of each service's token, without its uses.
    ///
    /// @throws mos.token.access.Denied when the caller may not read `mos`
    public List<Described> describe(Caller caller) {
        access.require(caller, Resource.MOS, Level.READ);
        return Arrays.stream(Service.values())
                .map(service -> description.of(service, false))
                .toList();
    }

    /// What may be shown of one service's token. Its uses name admin tokens, addresses and private
    /// repositories: they are shown, and the read is audited, to callers who may read `auth`.
    ///
    /// @throws mos.token.access.Denied when the caller may not read `mos`
    public Described describe(Caller caller, Service service) {
        access.require(caller, Resource.MOS, Level.READ);
        boolean uses = caller.permissions().allows(Resource.AUTH, Level.READ);
        if (uses) {
            access.seen(caller, "service-token.show", service.key());
        }
        return description.of(service, uses);
    }

    /// Whether a token of the service is stored, usable or not.
    public boolean stored(Service service) {
        return stored.of(service).isPresent();
    }

    /// The exact hosts that its token may be shown to; where the host is entered with the token,
    /// none while there is no token.
    public List<String> hosts(Service service) {
        return stored.of(service).map(Held::hosts).orElse(service.hosts());
    }

    /// Lends the service's token for one request to one of its hosts; empty when there is none,
    /// when that host refused it, or when the host is none of the service's. Unseals the first
    /// time: not on an event loop.
    public Optional<Lease> lease(Service service, String host) {
        Held token = stored.of(service).orElse(null);
        if (token == null || token.refusedAt(host) || !token.hosts().contains(host)) {
            return Optional.empty();
        }
        return token.opensFor(host, keys)
                ? Optional.of(new Lease(service, host, token.id, () -> token.opened(host, keys)))
                : Optional.empty();
    }

    /// The host refused the lent token (a 401 of its token service or API, nothing less): it is not
    /// lent to that host again until it is edited.
    public void refused(Lease lease) {
        stored.ofAny(lease)
                .ifPresent(token ->
                        changes.refused(
                                token,
                                lease.host(),
                                new State.Refused("the service refused it in use")));
    }

    /// Whether a lent token may still be shown to its host: it is in use, and was not refused there
    /// meanwhile. To be asked just before it is sent.
    public boolean lends(Lease lease) {
        return stored.of(lease).filter(token -> !token.refusedAt(lease.host())).isPresent();
    }

    /// Whether a registry's 403 is about the kind of the lent token: then its owner is told, once.
    public boolean notForImages(Lease lease) {
        return inUse.notForImages(lease);
    }

    /// A host answered a request that a token was lent for. Cheap unless something changed.
    ///
    /// @param host which host answered: not always the one that saw the token
    /// @param what was asked for, for the owner: a repository or path, without secrets
    public void answered(Lease lease, String host, String what, int status, Headers headers) {
        inUse.answered(lease, host, what, status, headers);
    }

    /// Somebody got something of the service from the gateway. Cheap. A stranger is remembered by
    /// their network.
    public void asked(Service service, Caller caller) {
        String who =
                caller instanceof Caller.Anonymous
                        ? IpAddresses.network(caller.address())
                        : caller.name();
        uses.asked(service, who, clock.instant());
    }

    /// Really asks the services, all at the same time, at most 10 s in all; joins a look in
    /// progress, and repeats none younger than 60 s.
    ///
    /// @throws mos.token.access.Denied when the caller may not read `mos`
    public List<Look> validate(Caller caller) {
        access.require(caller, Resource.MOS, Level.READ);
        return validation.all();
    }

    /// In what state the stored tokens are, and until when.
    public List<Figure> figures() {
        return new ServiceFigures(stored, clock).all();
    }

    /// Writes what was seen so far, and tells of tokens that end soon.
    void tick() {
        upkeep.tick();
    }

    /// Ends the looks under way, and writes what was seen.
    @Override
    public void close() {
        validation.close();
        upkeep.close();
    }
}
