package mos.token.registry;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import mos.token.door.Pauses;
import mos.token.upstream.UpstreamAnswer;
import org.jspecify.annotations.Nullable;

/// Registries that asked to slow down (429). Docker Hub has two such limits, of pulls and of abuse,
/// and repeating a refused request can count against both.
final class Throttles {
    /// Whatever a `Retry-After` says.
    private static final Duration LONGEST = Duration.ofHours(1);

    /// What a registry wants less of.
    enum What {
        /// Any request (the abuse limit, which is of this machine's address).
        ALL,
        /// GETs of manifests.
        PULLS,
        /// HEADs of manifests, which are free, unless the registry says that the pull limit is
        /// theirs, too.
        LOOKS,
        /// Everything else, which no pull limit is about.
        REST
    }

    /// @param token the id of the service token, or null for none
    record Key(String host, What what, @Nullable String token) {
        /// All requests to a host.
        static Key all(String host) {
            return new Key(host, What.ALL, null);
        }
    }

    private final Pauses<Key> pauses;

    Throttles(Clock clock, RandomGenerator random) {
        pauses = new Pauses<>(clock, random, LONGEST);
    }

    /// Lets a request go that is under two limits; what the first let go must not keep others
    /// waiting when the second says no.
    ///
    /// @throws Trouble while it must wait
    void pass(Key all, Key own) throws Trouble {
        pass(all);
        Optional<Pauses.Wait> wait = pauses.pass(own);
        if (wait.isPresent()) {
            pauses.unused(all);
            throw trouble(wait.get());
        }
    }

    /// Lets a request go to the registry.
    ///
    /// @throws Trouble while it must wait
    void pass(Key key) throws Trouble {
        Optional<Pauses.Wait> wait = pauses.pass(key);
        if (wait.isPresent()) {
            throw trouble(wait.get());
        }
    }

    /// Says no while a request must wait, and lets none go.
    ///
    /// @throws Trouble while it must wait
    void peek(Key key) throws Trouble {
        pass(key);
        pauses.unused(key);
    }

    /// Takes note of a 429, which is about pulls or about everything; returns it as trouble.
    ///
    /// @param limit the one of its own that the request was under
    Trouble refused(Key limit, UpstreamAnswer.Answered answer) {
        boolean pulls = Answers.isPullLimit(answer);
        answer.close();
        return slowDown(
                pulls ? limit : Key.all(limit.host()),
                limit.host()
                        + " asks to slow down: "
                        + (pulls ? "its pull limit is reached" : "it had too many requests"),
                Answers.retryAfter(answer));
    }

    /// Takes note that the registry asked to slow down; returns that as trouble.
    ///
    /// @param wish its `Retry-After`, or null
    Trouble slowDown(Key key, String why, @Nullable Duration wish) {
        return trouble(pauses.slowDown(key, why, wish));
    }

    /// Takes note that the registry answered otherwise.
    void answered(Key key) {
        pauses.answered(key);
    }

    private static Trouble trouble(Pauses.Wait wait) {
        return new Trouble(Trouble.Kind.THROTTLED, wait.why(), wait.left());
    }
}
