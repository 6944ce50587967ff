package mos.token.github;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import mos.token.net.Headers;
import org.jspecify.annotations.Nullable;

/// GitHub's limits, as its answers tell them: who ran into one does not ask again before its end.
final class Limits {
    private static final Duration UNKNOWN = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofHours(2);

    private record Who(String host, @Nullable String tokenId) {}

    private final Clock clock;
    private final ConcurrentMap<Who, Instant> pauses = new ConcurrentHashMap<>();

    Limits(Clock clock) {
        this.clock = clock;
    }

    /// Until when this host must not be asked with that token (null: anonymously), if so.
    Optional<Instant> pause(String host, @Nullable String tokenId) {
        Who who = new Who(host, tokenId);
        Instant until = pauses.get(who);
        if (until == null) {
            return Optional.empty();
        }
        if (until.isAfter(clock.instant())) {
            return Optional.of(until);
        }
        pauses.remove(who, until);
        return Optional.empty();
    }

    /// Notes that nobody asks this host with that token before then.
    void pause(String host, @Nullable String tokenId, Instant until) {
        pauses.merge(
                new Who(host, tokenId), until, (one, other) -> one.isAfter(other) ? one : other);
    }

    /// The end of the limit that an answer tells of, if it does: a 429, or a 403 with
    /// `retry-after`, with nothing remaining, or with the words of the secondary limit. Every other
    /// 403 is about a permission.
    Optional<Instant> limit(int status, Headers headers, byte[] body) {
        if (status != 429 && status != 403) {
            return Optional.empty();
        }
        boolean exhausted = headers.first("x-ratelimit-remaining").orElse("").equals("0");
        Optional<Long> wait = headers.first("retry-after").flatMap(Limits::number);
        if (status == 403 && !exhausted && wait.isEmpty() && !saysLimit(body)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Instant until = now.plus(UNKNOWN);
        if (wait.isPresent()) {
            until = now.plusSeconds(Math.min(wait.get(), LONGEST.toSeconds()));
        } else if (exhausted) {
            until =
                    headers.first("x-ratelimit-reset")
                            .flatMap(Limits::number)
                            .flatMap(Limits::time)
                            .filter(reset -> reset.isAfter(now))
                            .orElse(until);
        }
        Instant last = now.plus(LONGEST);
        return Optional.of(until.isAfter(last) ? last : until);
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
