package mos.token.servicetoken;

import java.time.Instant;
import java.util.Optional;
import mos.token.net.Headers;

/// What an answer says of a limit that was reached.
final class Throttling {
    private Throttling() {}

    /// A 429, or a 403 with nothing remaining; every other 403 is about a permission.
    static Optional<State.Throttled> of(int status, Headers headers, Instant now) {
        boolean spent = headers.first("x-ratelimit-remaining").orElse("").equals("0");
        // GitHub counts searches and others apart; those say nothing of the rest.
        String resource = headers.first("x-ratelimit-resource").orElse("core");
        return resource.equals("core") && (status == 429 || (status == 403 && spent))
                ? Optional.of(new State.Throttled(Times.retry(headers, now).orElse(null)))
                : Optional.empty();
    }
}
