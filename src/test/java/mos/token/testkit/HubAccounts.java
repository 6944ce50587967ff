package mos.token.testkit;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Who may log in at the fake Docker Hub, what is private, and how many pulls are left.
final class HubAccounts {
    /// Nobody logged in.
    static final String ANONYMOUS = "";

    static final String PUBLIC_READ = "repo:public_read";

    /// A log-in that was once valid, with the level of its token.
    record Login(String user, String level, boolean live) {}

    private static final class Pulls {
        volatile @Nullable Integer limit;
        final AtomicInteger used = new AtomicInteger();
    }

    private final Map<String, Login> logins = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> readers = new ConcurrentHashMap<>();
    private final Map<String, Pulls> pulls = new ConcurrentHashMap<>();
    private final int windowSeconds;

    HubAccounts(int windowSeconds) {
        this.windowSeconds = windowSeconds;
        limit(ANONYMOUS, 100);
    }

    void add(String user, String secret, String level) {
        logins.put(user + ":" + secret, new Login(user, level, true));
        pulls.computeIfAbsent(
                user,
                _ -> {
                    Pulls own = new Pulls();
                    own.limit = 200;
                    return own;
                });
    }

    void revoke(String user, String secret) {
        logins.computeIfPresent(
                user + ":" + secret, (_, login) -> new Login(user, login.level(), false));
    }

    Optional<Login> login(String pair) {
        return Optional.ofNullable(logins.get(pair));
    }

    void hide(String repository, Set<String> users) {
        readers.put(repository, users);
    }

    /// May this log-in, or nobody, see the repository?
    boolean sees(Optional<Login> login, String repository) {
        @Nullable Set<String> users = readers.get(repository);
        return users == null
                || login.filter(l -> !l.level().equals(PUBLIC_READ) && users.contains(l.user()))
                        .isPresent();
    }

    void limit(String user, @Nullable Integer limit) {
        pulls.computeIfAbsent(user, _ -> new Pulls()).limit = limit;
    }

    int used(String user) {
        return pulls.computeIfAbsent(user, _ -> new Pulls()).used.get();
    }

    /// Takes one pull; false when none is left.
    boolean spend(String user) {
        Pulls own = pulls.computeIfAbsent(user, _ -> new Pulls());
        @Nullable Integer limit = own.limit;
        if (limit == null) {
            own.used.incrementAndGet();
            return true;
        }
        return own.used.getAndUpdate(used -> used < limit ? used + 1 : used) < limit;
    }

    /// Gives one pull back: the manifest was not there.
    void refund(String user) {
        pulls.computeIfAbsent(user, _ -> new Pulls()).used.decrementAndGet();
    }

    /// The headers of a manifest answer; none for an unlimited account.
    Map<String, String> headers(String user) {
        Pulls own = pulls.computeIfAbsent(user, _ -> new Pulls());
        @Nullable Integer limit = own.limit;
        if (limit == null) {
            return Map.of();
        }
        int remaining = Math.max(0, limit - own.used.get());
        return Map.of(
                "ratelimit-limit",
                limit + ";w=" + windowSeconds,
                "ratelimit-remaining",
                remaining + ";w=" + windowSeconds,
                "docker-ratelimit-source",
                user.equals(ANONYMOUS) ? "127.0.0.1" : user);
    }
}
