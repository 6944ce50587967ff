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

    private record Key(String account, String realm, String repository) {
        /// The key of what holds for all repositories.
        Key everywhere() {
            return new Key(account, realm, "");
        }
    }

    private final Upstreams upstreams;
    private final ServiceTokens serviceTokens;
    private final Clock clock;
    private final Cache<Key, PullToken> tokens = Caffeine.newBuilder().maximumSize(10_000).build();
    private final Cache<Key, Instant> forbidden = Caffeine.newBuilder().maximumSize(10_000).build();
    private final Flights<Key, PullToken> flights = new Flights<>();

    PullTokens(Upstreams upstreams, ServiceTokens serviceTokens, Clock clock) {
        this.upstreams = upstreams;
        this.serviceTokens = serviceTokens;
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
        if (isForbidden(key) || isForbidden(key.everywhere())) {
            throw new NotForThisCredential(from.realm().getHost());
        }
        return flights.join(
                key,
                () -> {
                    PullToken token = ask(repository, from, lease);
                    tokens.put(key, token);
                    return token;
                });
    }

    /// Forgets a token that the registry did not take.
    void forget(Repository repository, TokenService from, @Nullable Lease lease) {
        tokens.invalidate(key(repository, from, lease));
    }

    private boolean isForbidden(Key key) {
        Instant until = forbidden.getIfPresent(key);
        return until != null && clock.instant().isBefore(until);
    }

    private static Key key(Repository repository, TokenService from, @Nullable Lease lease) {
        return new Key(
                lease == null ? "" : lease.tokenId(), from.realm().toString(), repository.name());
    }

    private PullToken ask(Repository repository, TokenService from, @Nullable Lease lease)
            throws IOException {
        String host = from.realm().getHost();
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
        try (UpstreamAnswer answer = upstreams.send(request)) {
            return switch (answer) {
                case UpstreamAnswer.Refusal refusal ->
                        throw new Trouble(
                                Trouble.Kind.UNAVAILABLE, refusal.detail(), refusal.retryAfter());
                case UpstreamAnswer.Answered answered -> {
                    if (answered.status() == 401 && lease != null) {
                        throw new CredentialRefused(host);
                    }
                    if (answered.status() == 403 && lease != null) {
                        Key key = key(repository, from, lease);
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
