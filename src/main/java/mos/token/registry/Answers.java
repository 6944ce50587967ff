package mos.token.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    /// `0`, or `0;w=3600`.
    private static final Pattern NONE_LEFT = Pattern.compile("\\s*0+\\s*(;.*)?");

    private static final int LARGEST = 16 * 1024;

    private Answers() {}

    /// The trouble behind a status that is neither a success nor 429. Only a 404 means that there
    /// is nothing.
    static Trouble trouble(UpstreamAnswer.Answered answer, String host) {
        int status = answer.status();
        return switch (status) {
            case 404 -> new Trouble(Trouble.Kind.NOT_FOUND, host + " does not have it");
            case 401, 403 -> new Trouble(Trouble.Kind.NOT_ALLOWED, host + " answered " + status);
            default ->
                    new Trouble(
                            Trouble.Kind.UNAVAILABLE,
                            host + " answered " + status,
                            retryAfter(answer));
        };
    }

    /// Whether a 429 is about pulls. Docker Hub's is JSON that says so; a HEAD has no body, but
    /// says what is left. Its abuse limit is a bare `Too Many Requests`.
    static boolean isPullLimit(UpstreamAnswer.Answered answer) {
        return NONE_LEFT.matcher(answer.headers().first("ratelimit-remaining").orElse("")).matches()
                || text(answer).contains("pull rate limit");
    }

    private static String text(UpstreamAnswer.Answered answer) {
        try {
            return new String(answer.bodyUpTo(LARGEST), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "";
        }
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

    /// How long the registry wants to be left alone; null when it does not say.
    static @Nullable Duration retryAfter(UpstreamAnswer.Answered answer) {
        return answer.headers()
                .first("Retry-After")
                .filter(value -> SECONDS.matcher(value).matches())
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(null);
    }
}
