package mos.token.registry;

import java.time.Duration;
import java.util.regex.Pattern;
import mos.token.net.Headers;
import mos.token.upstream.UpstreamAnswer;
import org.jspecify.annotations.Nullable;

/// Reads what a registry's unhappy answers mean.
final class Answers {
    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");

    private static final Pattern SCHEMA_1 =
            Pattern.compile(
                    "application/vnd\\.docker\\.distribution\\.manifest\\.v1\\+(json|prettyjws)",
                    Pattern.CASE_INSENSITIVE);

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

    /// The media type of a manifest as pushed, without parameters.
    ///
    /// @throws Trouble for schema 1, which no client of today takes: its digest is not that of its
    ///   bytes, so that it cannot be verified
    static String mediaType(Headers headers) throws Trouble {
        String type = headers.first("Content-Type").orElse("application/json");
        int semicolon = type.indexOf(';');
        String bare = (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
        if (SCHEMA_1.matcher(bare).matches()) {
            throw new Trouble(Trouble.Kind.NOT_FOUND, "it is only there as schema 1");
        }
        return bare;
    }

    private static @Nullable Duration retryAfter(UpstreamAnswer.Answered answer) {
        return answer.headers()
                .first("Retry-After")
                .filter(value -> SECONDS.matcher(value).matches())
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(null);
    }
}
