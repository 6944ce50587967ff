package mos.token.servicetoken;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mos.token.keys.Keys;
import mos.token.quota.Quotas;
import mos.token.secret.SecretText;
import mos.token.upstream.Upstreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the services what the stored tokens are good for, and keeps what they say.
final class Validation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Validation.class);
    private static final Duration EACH = Duration.ofSeconds(5);
    private static final Duration ALL = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(2);

    private final StoredTokens stored;
    private final Keys keys;
    private final Changes changes;
    private final Upkeep upkeep;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final GithubLook github;
    private final HubLook hub;
    private final ForgejoLook forgejo;
    private final Looks looks;
    private volatile boolean stopping;

    Validation(
            StoredTokens stored,
            Keys keys,
            Changes changes,
            Upkeep upkeep,
            Upstreams upstreams,
            Quotas quotas,
            Clock clock) {
        this.stored = stored;
        this.keys = keys;
        this.changes = changes;
        this.upkeep = upkeep;
        this.clock = clock;
        Asking asking = new Asking(upstreams, threads, EACH);
        github = new GithubLook(asking, quotas, clock);
        hub = new HubLook(asking, quotas, clock);
        forgejo = new ForgejoLook(asking, clock);
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
        return stored.of(service).isPresent()
                ? Look.only(service, state, null, Map.of(), clock.instant())
                : Look.anonymous(service, null, clock.instant());
    }

    private Look look(Service service) {
        Held token = stored.of(service).orElse(null);
        if (token == null) {
            return looks.at(service, null, () -> without(service));
        }
        Optional<SecretText> plain = token.plain(keys);
        if (plain.isEmpty()) {
            return unasked(token, new State.Unknown(Held.SEALED_SHUT));
        }
        if (token.refusedAt(token.deciding())) {
            // Repeated bad log-ins lock accounts: it is not tried again until it is edited.
            return unasked(token, token.at(token.deciding()));
        }
        return looks.at(
                service,
                token.id,
                () -> {
                    if (!stored.uses(token) || token.refusedAt(token.deciding())) {
                        // Replaced or refused while this look waited for its turn.
                        return unasked(token, token.at(token.deciding()));
                    }
                    // Beside it, so that both quotas can be shown.
                    Future<Look> anonymous = threads.submit(() -> without(service));
                    Look look = with(token, plain.get());
                    Look beside = beside(anonymous);
                    if (look.state() instanceof State.Refused && beside != null) {
                        look = look.rated(beside.rate());
                    }
                    // One that was cut short by our own stopping says nothing of the token.
                    if (!stopping || look.state() instanceof State.Refused) {
                        changes.lookedAt(token, look);
                        upkeep.observed(token);
                    }
                    return look;
                });
    }

    private static @Nullable Look beside(Future<Look> begun) {
        try {
            return begun.get(EACH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException _) {
            return null;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private Look with(Held token, SecretText plain) {
        return switch (token.service) {
            case GITHUB -> github.with(token.id, plain);
            case DOCKERHUB -> hub.with(token.id, plain, !token.refusedAt(HubLook.WEB));
            case CODEBERG, GITEA -> forgejo.with(token.service, token.deciding(), plain);
        };
    }

    /// What is known of a token that cannot be asked about, with the rate of this address.
    private Look unasked(Held token, State state) {
        Look without = looks.at(token.service, null, () -> without(token.service));
        return Look.only(
                token.service,
                state,
                without.rate(),
                Map.of(token.deciding(), state),
                without.at());
    }

    private Look without(Service service) {
        return switch (service) {
            case GITHUB -> github.without();
            case DOCKERHUB -> hub.without();
            case CODEBERG, GITEA -> forgejo.without(service);
        };
    }
}
