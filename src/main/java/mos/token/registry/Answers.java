package mos.token.registry;

import java.time.Duration;
import java.util.regex.Pattern;
import mos.token.upstream.UpstreamAnswer;
import org.jspecify.annotations.Nullable;

/// Reads what a registry's unhappy answers mean.
final class Answers {
    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");

    private Answers() {}

    /// The trouble behind a status that is no success. Only a 404 means that there is nothing.
    static Trouble trouble(UpstreamAnswer.Answered answer, String host) {
        int status = answer.status();
        return switch (status) {
            case 404 -> new Trouble(Trouble.Kind.NOT_FOUND, host + " does not have it");
            case 401, 403 -> new Trouble(Trouble.Kind.NOT_ALLOWED, host + " answered " + status);
            case 429 ->
                    new Trouble(
                            Trouble.Kind.THROTTLED,
                            host + " asks to slow down: its pull limit is reached",
                            retryAfter(answer));
            default ->
                    new Trouble(
                            Trouble.Kind.UNAVAILABLE,
                            host + " answered " + status,
                            retryAfter(answer));
        };
    }

    private static @Nullable Duration retryAfter(UpstreamAnswer.Answered answer) {
        return answer.headers()
                .first("Retry-After")
                .filter(value -> SECONDS.matcher(value).matches())
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(null);
    }
}
