package mos.token.quota;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mos.token.net.Headers;
import org.jspecify.annotations.Nullable;

/// Reads the quota headers of GitHub and Docker Hub. What is not well formed was not said.
public final class QuotaHeaders {
    /// Docker Hub's `100;w=21600`: how many, and the window in seconds.
    private static final Pattern WINDOWED =
            Pattern.compile("\\s*(\\d{1,18})\\s*(?:;\\s*w=(\\d{1,9}))?\\s*");

    private static final Pattern NUMBER = Pattern.compile("\\s*(\\d{1,18})\\s*");
    private static final Pattern RESOURCE = Pattern.compile("[a-z0-9_]{1,64}");
    private static final long LATEST_SECOND =
            Instant.parse("9999-12-31T00:00:00Z").getEpochSecond();
    private static final int LONGEST_SOURCE = 256;

    private QuotaHeaders() {}

    /// `x-ratelimit-limit`, `-remaining`, `-used`, `-reset` (Unix seconds) and `-resource`.
    public static Optional<QuotaReading> github(Headers headers, Instant now) {
        Optional<Long> limit = number(headers, "x-ratelimit-limit");
        Optional<Long> remaining = number(headers, "x-ratelimit-remaining");
        if (limit.isEmpty() || remaining.isEmpty()) {
            return Optional.empty();
        }
        @Nullable Instant reset =
                number(headers, "x-ratelimit-reset")
                        .filter(second -> second <= LATEST_SECOND)
                        .map(Instant::ofEpochSecond)
                        .orElse(null);
        String resource =
                headers.first("x-ratelimit-resource")
                        .filter(QuotaHeaders::isResource)
                        .orElse("core");
        return Optional.of(
                new QuotaReading(
                        resource,
                        limit.get(),
                        remaining.get(),
                        number(headers, "x-ratelimit-used").orElse(null),
                        reset,
                        null,
                        null,
                        now));
    }

    /// `ratelimit-limit` and `ratelimit-remaining` with their window, `docker-ratelimit-source`.
    public static Optional<QuotaReading> dockerHub(Headers headers, Instant now) {
        Matcher limit = WINDOWED.matcher(headers.first("ratelimit-limit").orElse(""));
        Matcher remaining = WINDOWED.matcher(headers.first("ratelimit-remaining").orElse(""));
        if (!limit.matches() || !remaining.matches()) {
            return Optional.empty();
        }
        String seconds = limit.group(2);
        return Optional.of(
                new QuotaReading(
                        "pulls",
                        Long.parseLong(limit.group(1)),
                        Long.parseLong(remaining.group(1)),
                        null,
                        null,
                        seconds == null ? null : Duration.ofSeconds(Long.parseLong(seconds)),
                        headers.first("docker-ratelimit-source")
                                .filter(s -> !s.isBlank() && s.length() <= LONGEST_SOURCE)
                                .orElse(null),
                        now));
    }

    /// Whether it can be the name of what is counted.
    static boolean isResource(String name) {
        return RESOURCE.matcher(name).matches();
    }

    private static Optional<Long> number(Headers headers, String name) {
        Matcher matcher = NUMBER.matcher(headers.first(name).orElse(""));
        return matcher.matches() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
    }
}
