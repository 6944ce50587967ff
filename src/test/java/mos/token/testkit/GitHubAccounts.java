package mos.token.testkit;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Tokens of the fake GitHub and what they have left this hour: one bucket per account, since two
/// tokens of one user do not add quota, and one for callers without a token.
final class GitHubAccounts {
    static final String ANONYMOUS = "";

    private static final DateTimeFormatter EXPIRATION =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    /// What is known of a token; scopes only of a classic one.
    record Token(
            String login, @Nullable String scopes, @Nullable Instant expires, boolean revoked) {}

    private static final class Bucket {
        volatile int limit;
        final AtomicInteger used = new AtomicInteger();

        Bucket(int limit) {
            this.limit = limit;
        }
    }

    private final Clock clock;
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile Instant reset;

    GitHubAccounts(Clock clock) {
        this.clock = clock;
        reset = clock.instant().plusSeconds(3600);
    }

    void add(String token, Token facts) {
        tokens.put(token, facts);
    }

    void change(String token, UnaryOperator<Token> change) {
        tokens.computeIfPresent(token, (_, facts) -> change.apply(facts));
    }

    Optional<Token> find(String token) {
        return Optional.ofNullable(tokens.get(token));
    }

    boolean isLive(Token token) {
        Instant expires = token.expires();
        return !token.revoked() && (expires == null || expires.isAfter(clock.instant()));
    }

    int refused() {
        return refusals.incrementAndGet();
    }

    int refusals() {
        return refusals.get();
    }

    void limit(String login, int requests) {
        bucket(login).limit = requests;
    }

    void resetAt(Instant instant) {
        reset = instant;
    }

    int used(String login) {
        return bucket(login).used.get();
    }

    boolean isExhausted(String login) {
        refill();
        Bucket bucket = bucket(login);
        return bucket.used.get() >= bucket.limit;
    }

    void spend(String login) {
        bucket(login).used.incrementAndGet();
    }

    private synchronized void refill() {
        if (!reset.isAfter(clock.instant())) {
            buckets.values().forEach(bucket -> bucket.used.set(0));
            reset = clock.instant().plusSeconds(3600);
        }
    }

    private Bucket bucket(String login) {
        return buckets.computeIfAbsent(login, _ -> new Bucket(login.equals(ANONYMOUS) ? 60 : 5000));
    }

    Map<String, String> headers(String login, Optional<Token> token) {
        Bucket bucket = bucket(login);
        int used = Math.min(bucket.used.get(), bucket.limit);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-ratelimit-limit", Integer.toString(bucket.limit));
        headers.put("x-ratelimit-remaining", Integer.toString(bucket.limit - used));
        headers.put("x-ratelimit-used", Integer.toString(used));
        headers.put("x-ratelimit-reset", Long.toString(reset.getEpochSecond()));
        headers.put("x-ratelimit-resource", "core");
        token.ifPresent(facts -> {
            String scopes = facts.scopes();
            if (scopes != null) {
                headers.put("X-OAuth-Scopes", scopes);
                headers.put("X-Accepted-OAuth-Scopes", "");
            }
            Instant expires = facts.expires();
            if (expires != null) {
                headers.put("github-authentication-token-expiration", EXPIRATION.format(expires));
            }
        });
        return headers;
    }

    Map<String, Object> rateLimit(String login) {
        Bucket bucket = bucket(login);
        int used = Math.min(bucket.used.get(), bucket.limit);
        Map<String, Object> core =
                Json.object(
                        "limit",
                        bucket.limit,
                        "used",
                        used,
                        "remaining",
                        bucket.limit - used,
                        "reset",
                        reset.getEpochSecond());
        Map<String, Object> search =
                Json.object(
                        "limit", 30, "used", 0, "remaining", 30, "reset", reset.getEpochSecond());
        Map<String, Object> none =
                Json.object(
                        "limit", 100, "used", 0, "remaining", 100, "reset", reset.getEpochSecond());
        return Json.object(
                "resources",
                Json.object(
                        "core",
                        core,
                        "search",
                        search,
                        "graphql",
                        none,
                        "integration_manifest",
                        none),
                "rate",
                core);
    }
}
