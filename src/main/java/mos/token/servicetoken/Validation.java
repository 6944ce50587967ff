package mos.token.servicetoken;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Resource;
import mos.token.keys.Keys;
import mos.token.quota.Quotas;
import mos.token.secret.SecretText;
import mos.token.upstream.Upstreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the services what the stored tokens are good for, and keeps what they say.
final class Validation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Validation.class);
    private static final Duration EACH = Duration.ofSeconds(5);
    private static final Duration ALL = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(2);

    private final ConcurrentMap<Service, Held> held;
    private final Keys keys;
    private final Access access;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final GithubLook github;
    private final HubLook hub;
    private final Looks looks;
    private volatile boolean stopping;

    /// @param held the stored tokens, as they change
    Validation(
            ConcurrentMap<Service, Held> held,
            Keys keys,
            Access access,
            Upstreams upstreams,
            Quotas quotas,
            Clock clock) {
        this.held = held;
        this.keys = keys;
        this.access = access;
        this.clock = clock;
        Asking asking = new Asking(upstreams, threads, EACH);
        github = new GithubLook(asking, clock);
        hub = new HubLook(asking, quotas, clock);
        looks = new Looks(clock);
    }

    /// Begins a look that nobody waits for.
    void begin(Service service) {
        var _ =
                threads.submit(() -> {
                    try {
                        return Optional.of(look(service));
                    } catch (RuntimeException e) {
                        LOG.error("the look at {} failed", service.label(), e);
                        return Optional.empty();
                    }
                });
    }

    /// Looks at all services at the same time, at most 10 s in all.
    List<Look> all() {
        long end = System.nanoTime() + ALL.toNanos();
        Map<Service, Future<Look>> begun = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            begun.put(service, threads.submit(() -> look(service)));
        }
        List<Look> all = new ArrayList<>();
        begun.forEach((service, look) -> all.add(await(service, look, end)));
        return all;
    }

    @Override
    public void close() {
        stopping = true;
        threads.shutdownNow();
        try {
            // What it keeps must be kept before the database closes.
            if (!threads.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a look at a service did not end in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Look await(Service service, Future<Look> begun, long end) {
        String why = "no answer within " + ALL.toSeconds() + " s";
        try {
            return begun.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            // It goes on in the background and is found by the next one who asks.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            why = "we are stopping";
        } catch (ExecutionException e) {
            LOG.error("the look at {} failed", service.label(), e.getCause());
            why = "the look failed: see the log";
        }
        State state = new State.Unknown(why);
        return held.containsKey(service)
                ? Look.only(service, state, null, Map.of(), clock.instant())
                : Look.anonymous(service, null, clock.instant());
    }

    private Look look(Service service) {
        Held token = held.get(service);
        Optional<SecretText> plain = token == null ? Optional.empty() : token.plain(keys);
        if (token == null || plain.isEmpty()) {
            Look without = looks.at(service, null, () -> without(service));
            return token == null
                    ? without
                    : Look.only(
                            service,
                            new State.Unknown(Held.SEALED_SHUT),
                            without.rate(),
                            Map.of(),
                            without.at());
        }
        return looks.at(
                service,
                token.id,
                () -> {
                    Look look =
                            switch (service) {
                                case GITHUB -> github.with(plain.get());
                                case DOCKERHUB -> hub.with(token.id, plain.get());
                            };
                    settle(token, look);
                    return look;
                });
    }

    private Look without(Service service) {
        return switch (service) {
            case GITHUB -> github.without();
            case DOCKERHUB -> hub.without();
        };
    }

    /// Keeps what a look changed. An answer that says nothing does not undo a refusal.
    private void settle(Held token, Look look) {
        Map<String, State> news = new TreeMap<>(look.hosts());
        if (look.state() instanceof State.Refused) {
            token.service.hosts().forEach(host -> news.put(host, look.state()));
        }
        news.entrySet()
                .removeIf(e ->
                        e.getValue().equals(token.at(e.getKey()))
                                || (e.getValue() instanceof State.Unknown
                                        && token.refusedAt(e.getKey())));
        if (look.works()) {
            // What an earlier look closed, this one opens; what a host refused in use stays closed.
            for (String host : token.service.hosts()) {
                if (token.at(host).equals(Look.REFUSED)) {
                    news.putIfAbsent(host, new State.Unknown("not used since it works again"));
                }
            }
        }
        // A look that was cut short by our own stopping says nothing of the token.
        if (news.isEmpty() || stopping) {
            return;
        }
        news.forEach((host, state) -> token.seen.put(host, new Held.Seen(state, look.at())));
        access.change(
                new Caller.Product(),
                Resource.MOS,
                "service-token.looked-at",
                change -> {
                    news.forEach((host, state) ->
                            TokenRows.state(change, token.id, host, state, look.at()));
                    change.audited(token.service.key(), look.state().word());
                    return true;
                });
    }
}
