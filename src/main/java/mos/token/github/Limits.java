package mos.token.github;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import mos.token.door.Pauses;
import mos.token.net.Headers;
import org.jspecify.annotations.Nullable;

/// GitHub's limits, as its answers tell them, obeyed for all clients together: who ran into one
/// does not ask again before its end, and then with one request first.
final class Limits {
    private static final Duration LONGEST = Duration.ofHours(2);

    /// So long a client is kept waiting instead of being refused. Most of them give up at a 429.
    private static final Duration BRIEF = Duration.ofSeconds(5);

    private static final Duration NAP = Duration.ofMillis(50);

    /// Everything of a host: the secondary limit, which is about how one asks.
    private static final String ALL = "all";

    /// @param resource what is counted (`core`, `search`), or [#ALL]
    private record Key(String host, String resource, @Nullable String tokenId) {}

    /// What an answer tells of a limit.
    ///
    /// @param resource whose quota is used up, or [#ALL]
    /// @param wish until its end, or null when nothing is said
    record Told(String resource, @Nullable Duration wish) {}

    private final Clock clock;
    private final Pauses<Key> pauses;

    Limits(Clock clock, RandomGenerator random) {
        this.clock = clock;
        pauses = new Pauses<>(clock, random, LONGEST);
    }

    /// Lets a request go; or says until when it must wait. A pause that is over in a moment is
    /// waited for here.
    ///
    /// @param tokenId the token to ask with, or null for none
    Optional<Instant> pass(Ask ask, @Nullable String tokenId) {
        Key all = new Key(ask.host(), ALL, tokenId);
        Optional<Pauses.Wait> wait = await(all);
        if (wait.isEmpty()) {
            wait = await(new Key(ask.host(), ask.quota(), tokenId));
            if (wait.isPresent()) {
                pauses.unused(all); // Nothing is sent that would tell whether it is over.
            }
        }
        return wait.map(w -> clock.instant().plus(w.left()));
    }

    private Optional<Pauses.Wait> await(Key key) {
        long begun = System.nanoTime();
        while (true) {
            Optional<Pauses.Wait> wait = pauses.pass(key);
            boolean soon =
                    wait.filter(w -> w.looking() || w.left().compareTo(BRIEF) <= 0).isPresent();
            if (!soon || System.nanoTime() - begun > BRIEF.toNanos()) {
                return wait;
            }
            try {
                Thread.sleep(NAP);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return wait;
            }
        }
    }

    /// Takes note of an answer that is no refusal: it ends the look whether a pause is over, and
    /// tells when it was the last one that GitHub grants.
    void answered(Ask ask, @Nullable String tokenId, Headers headers) {
        pauses.answered(new Key(ask.host(), ALL, tokenId));
        pauses.answered(new Key(ask.host(), ask.quota(), tokenId));
        if (ask.costs() && exhausted(headers)) {
            Optional<Duration> reset = reset(headers);
            reset.ifPresent(left ->
                    pauses.slowDown(
                            new Key(ask.host(), resource(ask, headers), tokenId),
                            "its quota is used up",
                            left));
        }
    }

    /// Takes note of an answer that may tell of a limit; its end, if it does.
    Optional<Instant> refused(
            Ask ask, @Nullable String tokenId, int status, Headers headers, byte[] body) {
        return told(ask, status, headers, body)
                .map(told ->
                        pauses.slowDown(
                                new Key(ask.host(), told.resource(), tokenId),
                                "it asks to slow down",
                                told.wish()))
                .map(wait -> clock.instant().plus(wait.left()));
    }

    /// The limit that an answer tells of: a 429, or a 403 with `retry-after`, with nothing
    /// remaining, or with the words of the secondary limit. Every other 403 is about a permission.
    Optional<Told> told(Ask ask, int status, Headers headers, byte[] body) {
        if (status != 429 && status != 403) {
            return Optional.empty();
        }
        boolean exhausted = exhausted(headers);
        Optional<Duration> retryAfter =
                headers.first("retry-after")
                        .flatMap(Limits::number)
                        .map(seconds -> Math.min(seconds, LONGEST.toSeconds()))
                        .map(Duration::ofSeconds);
        if (status == 403 && !exhausted && retryAfter.isEmpty() && !saysLimit(body)) {
            return Optional.empty();
        }
        Duration wish =
                retryAfter.or(() -> exhausted ? reset(headers) : Optional.empty()).orElse(null);
        return Optional.of(new Told(exhausted ? resource(ask, headers) : ALL, wish));
    }

    private static boolean exhausted(Headers headers) {
        return headers.first("x-ratelimit-remaining").orElse("").equals("0");
    }

    private static String resource(Ask ask, Headers headers) {
        return headers.first("x-ratelimit-resource").orElse(ask.quota());
    }

    private Optional<Duration> reset(Headers headers) {
        Instant now = clock.instant();
        return headers.first("x-ratelimit-reset")
                .flatMap(Limits::number)
                .flatMap(Limits::time)
                .filter(reset -> reset.isAfter(now))
                .map(reset -> Duration.between(now, reset))
                .map(left -> left.compareTo(LONGEST) > 0 ? LONGEST : left);
    }

    private static boolean saysLimit(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        return text.contains("secondary rate limit") || text.contains("API rate limit exceeded");
    }

    private static Optional<Long> number(String text) {
        try {
            long number = Long.parseLong(text.strip());
            return number >= 0 ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> time(long epochSecond) {
        try {
            return Optional.of(Instant.ofEpochSecond(epochSecond));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
