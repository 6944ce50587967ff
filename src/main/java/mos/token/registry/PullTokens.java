package mos.token.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import mos.token.door.Flights;
import mos.token.net.Headers;
import mos.token.servicetoken.Lease;
import mos.token.servicetoken.ServiceTokens;
import mos.token.upstream.Redirects;
import mos.token.upstream.UpstreamAnswer;
import mos.token.upstream.UpstreamRequest;
import mos.token.upstream.Upstreams;
import org.jspecify.annotations.Nullable;

/// Tokens of registries' token services, kept per credential and repository: log-ins are limited
/// hard, and asking for one each time would lock the owner out. The scope is always `pull`.
final class PullTokens implements AutoCloseable {
    private static final int LARGEST = 64 * 1024;

    /// The token service says that the credential is not valid.
    static final class CredentialRefused extends IOException {
        CredentialRefused(String host) {
            super(host + " refused the stored credential");
        }
    }

    /// The token service gives this credential no token for this repository (403): ghcr.io does so
    /// to fine-grained GitHub tokens, also for public images.
    static final class NotForThisCredential extends IOException {
        NotForThisCredential(String host) {
            super(host + " gives the stored credential no token for this repository");
        }
    }

    /// How long such an answer is believed.
    private static final Duration FORBIDDEN = Duration.ofMinutes(5);

    private record Key(String account, String realm, String service, String repository) {
        /// The key of what holds for all repositories.
        Key everywhere() {
            return new Key(account, realm, service, "");
        }
    }

    /// How long the others wait for the first.
    private static final Duration FIRST = Duration.ofSeconds(10);

    /// How long a credential is believed to be good.
    private static final Duration TAKEN = Duration.ofMinutes(10);

    private final Upstreams upstreams;
    private final ServiceTokens serviceTokens;

    /// By service token: the turn of the first log-in.
    private final Cache<String, ReentrantLock> turns =
            Caffeine.newBuilder().maximumSize(100).build();

    /// The service tokens that were taken lately.
    private final Cache<String, Boolean> taken =
            Caffeine.newBuilder().maximumSize(100).expireAfterWrite(TAKEN).build();

    private final Throttles throttles;
    private final Clock clock;
    private final Cache<Key, PullToken> tokens = Caffeine.newBuilder().maximumSize(10_000).build();
    private final Cache<Key, Instant> forbidden = Caffeine.newBuilder().maximumSize(10_000).build();
    private final Flights<Key, PullToken> flights = new Flights<>();

    PullTokens(Upstreams upstreams, ServiceTokens serviceTokens, Throttles throttles, Clock clock) {
        this.upstreams = upstreams;
        this.serviceTokens = serviceTokens;
        this.throttles = throttles;
        this.clock = clock;
    }

    /// A token for one repository.
    ///
    /// @param lease the credential, or null for an anonymous token
    /// @throws CredentialRefused when the service answers 401 to the credential
    /// @throws NotForThisCredential when it answers 403 to the credential
    /// @throws Trouble when there is no token to be had
    PullToken get(Repository repository, TokenService from, @Nullable Lease lease)
            throws IOException {
        Key key = key(repository, from, lease);
        PullToken known = tokens.getIfPresent(key);
        if (known != null && clock.instant().isBefore(known.until())) {
            return known;
        }
        if (isForbidden(key)) {
            throw new NotForThisCredential(from.realm().getHost());
        }
        return flights.join(
                key,
                () -> {
                    PullToken token =
                            lease == null
                                    ? ask(repository, from, null)
                                    : logIn(repository, from, lease);
                    tokens.put(key, token);
                    return token;
                });
    }

    /// Forgets a token that the registry did not take.
    void forget(Repository repository, TokenService from, @Nullable Lease lease) {
        tokens.invalidate(key(repository, from, lease));
    }

    private boolean isForbidden(Key key) {
        return Stream.of(key, key.everywhere())
                .map(forbidden::getIfPresent)
                .anyMatch(until -> until != null && clock.instant().isBefore(until));
    }

    private static Key key(Repository repository, TokenService from, @Nullable Lease lease) {
        return new Key(
                lease == null ? "" : lease.tokenId(),
                from.realm().toString(),
                from.service(),
                repository.name());
    }

    /// Asks for a token with the credential. Until it was taken once, one at a time: of many pulls
    /// that begin together, one alone learns that it is refused.
    private PullToken logIn(Repository repository, TokenService from, Lease lease)
            throws IOException {
        if (taken.getIfPresent(lease.tokenId()) != null) {
            return ask(repository, from, lease);
        }
        ReentrantLock turn = turns.get(lease.tokenId(), _ -> new ReentrantLock(true));
        boolean alone = false;
        try {
            alone = turn.tryLock(FIRST.toMillis(), TimeUnit.MILLISECONDS);
            return ask(repository, from, lease);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Trouble(Trouble.Kind.UNAVAILABLE, "we are stopping");
        } finally {
            if (alone) {
                turn.unlock();
            }
        }
    }

    private PullToken ask(Repository repository, TokenService from, @Nullable Lease lease)
            throws IOException {
        String host = from.realm().getHost();
        Key key = key(repository, from, lease);
        if (lease != null && (isForbidden(key) || !serviceTokens.lends(lease))) {
            // Refused or replaced since it was lent: nothing new is learnt of it.
            throw new NotForThisCredential(host);
        }
        Throttles.Key limit = Throttles.Key.all(host);
        throttles.pass(limit);
        URI uri =
                URI.create(
                        from.realm()
                                + "?service="
                                + URLEncoder.encode(from.service(), StandardCharsets.UTF_8)
                                + "&scope=repository:"
                                + repository.name()
                                + ":pull");
        UpstreamRequest request =
                new UpstreamRequest.Read(
                        false,
                        uri,
                        Headers.of("Accept", "application/json"),
                        lease == null ? null : lease.credential(),
                        Redirects.NONE);
        try (UpstreamAnswer answer =
                upstreams.send(request, () -> lease == null || serviceTokens.lends(lease))) {
            return switch (answer) {
                case UpstreamAnswer.Refusal refusal
                        when refusal.reason() == UpstreamAnswer.Reason.WITHDRAWN ->
                        throw new NotForThisCredential(host);
                case UpstreamAnswer.Refusal refusal ->
                        throw new Trouble(
                                Trouble.Kind.UNAVAILABLE, refusal.detail(), refusal.retryAfter());
                case UpstreamAnswer.Answered answered -> {
                    if (answered.status() == 429) {
                        throw throttles.slowDown(
                                limit,
                                host + " asks to slow down: it had too many requests for tokens",
                                Answers.retryAfter(answered));
                    }
                    throttles.answered(limit);
                    if (answered.status() == 401 && lease != null) {
                        // Before the next one may try.
                        serviceTokens.refused(lease);
                        throw new CredentialRefused(host);
                    }
                    if (lease != null && (answered.status() == 200 || answered.status() == 403)) {
                        taken.put(lease.tokenId(), true);
                    }
                    if (answered.status() == 403 && lease != null) {
                        forbidden.put(
                                serviceTokens.notForImages(lease) ? key.everywhere() : key,
                                clock.instant().plus(FORBIDDEN));
                        throw new NotForThisCredential(host);
                    }
                    if (answered.status() == 404) {
                        // A token service that is not there says nothing about the image.
                        throw new Trouble(Trouble.Kind.UNAVAILABLE, host + " answered 404");
                    }
                    if (answered.status() != 200) {
                        throw Answers.trouble(answered, host);
                    }
                    yield PullToken.read(body(answered), repository.name(), clock.instant())
                            .orElseThrow(() ->
                                    new Trouble(Trouble.Kind.UNAVAILABLE, host + " sent no token"));
                }
            };
        }
    }

    private static byte[] body(UpstreamAnswer.Answered answered) throws Trouble {
        try {
            return answered.bodyUpTo(LARGEST);
        } catch (IOException e) {
            throw new Trouble(Trouble.Kind.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        flights.close();
    }
}
