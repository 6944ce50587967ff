package mos.token.servicetoken;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import mos.token.net.Headers;

/// Reads the times in services' headers. What is not well formed was not said.
final class Times {
    /// `2006-01-02 15:04:05 -0700`; GitHub writes `UTC` for the offset of classic tokens.
    private static final DateTimeFormatter EXPIRATION =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss Z", Locale.ROOT);

    private static final long LONGEST_SECONDS = 366L * 24 * 3600;

    private Times() {}

    /// `github-authentication-token-expiration`, in both of its forms.
    static Optional<Instant> expiration(Headers headers) {
        String text = headers.first("github-authentication-token-expiration").orElse("");
        try {
            return Optional.of(
                    OffsetDateTime.parse(text.strip().replace("UTC", "+0000"), EXPIRATION)
                            .toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /// When to ask again: `Retry-After` in seconds (RFC 9110 §10.2.3), else `x-ratelimit-reset`.
    static Optional<Instant> retry(Headers headers, Instant now) {
        Optional<Instant> after =
                seconds(headers, "Retry-After")
                        .filter(s -> s <= LONGEST_SECONDS)
                        .map(now::plusSeconds);
        return after.isPresent()
                ? after
                : seconds(headers, "x-ratelimit-reset")
                        .filter(s -> s <= now.getEpochSecond() + LONGEST_SECONDS)
                        .map(Instant::ofEpochSecond);
    }

    private static Optional<Long> seconds(Headers headers, String name) {
        String text = headers.first(name).orElse("").strip();
        return text.matches("[0-9]{1,12}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }
}
