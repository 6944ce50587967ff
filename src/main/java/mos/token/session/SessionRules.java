package mos.token.session;

import java.time.Duration;

/// How long sign-ins last.
///
/// @param lifetime from signing in to the end, however busy the session is
/// @param idle from the last request to the end
/// @param recent how long after signing in a session may still make and hand out secrets
/// @param link how long a sign-in link may wait to be used
/// @param sessions how many sessions live at most; one more ends the one longest unused
/// @param failures failed sign-ins a network (/24 or /64) may make at once, and again per minute
public record SessionRules(
        Duration lifetime,
        Duration idle,
        Duration recent,
        Duration link,
        int sessions,
        int failures) {
    /// 12 h, 1 h, 15 min, 10 min, 1,000 sessions, 10 failures a minute.
    public static final SessionRules DEFAULT =
            new SessionRules(
                    Duration.ofHours(12),
                    Duration.ofHours(1),
                    Duration.ofMinutes(15),
                    Duration.ofMinutes(10),
                    1_000,
                    10);
}
