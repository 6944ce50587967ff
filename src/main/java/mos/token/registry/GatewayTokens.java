package mos.token.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import mos.token.access.Caller;
import mos.token.content.Digest;
import mos.token.http.Request;
import mos.token.secret.SecretText;

/// Short-lived tokens for clients of the registry door: random, in memory only, each tied to the
/// admin token that it was given for and ended with it. An anonymous one is not remembered at all:
/// in an anonymous network every unknown token is as good as none.
final class GatewayTokens {
    /// How long one lives; clients ask for another one when it ended.
    static final Duration LIFE = Duration.ofMinutes(5);

    private static final int MOST = 100_000;
    private static final int BYTES = 32;

    private record Grant(Caller caller, Instant until) {}

    private final RegistryDoor.Live live;
    private final Clock clock;
    private final SecureRandom random;
    private final Cache<Digest, Grant> grants = Caffeine.newBuilder().maximumSize(MOST).build();

    GatewayTokens(RegistryDoor.Live live, Clock clock, SecureRandom random) {
        this.live = live;
        this.clock = clock;
        this.random = random;
    }

    /// A token that says nothing.
    SecretText anonymous() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return SecretText.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /// A token that stands for the caller while their admin token lives.
    SecretText issue(Caller caller) {
        SecretText token = anonymous();
        grants.put(key(token), new Grant(caller, clock.instant().plus(LIFE)));
        return token;
    }

    /// The caller whom a token stands for, as they are now.
    Optional<Caller> find(SecretText token, Request request) {
        Grant grant = grants.getIfPresent(key(token));
        if (grant == null) {
            return Optional.empty();
        }
        if (!clock.instant().isBefore(grant.until())) {
            grants.invalidate(key(token));
            return Optional.empty();
        }
        return live.now(grant.caller(), request);
    }

    /// A heap dump shows digests, not tokens.
    private static Digest key(SecretText token) {
        return Digest.of(token.exposeUtf8());
    }
}
