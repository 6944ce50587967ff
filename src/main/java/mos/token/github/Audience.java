package mos.token.github;

import java.time.Instant;
import mos.token.door.Kept;
import mos.token.door.PublicTime;

/// For whom something is asked. A kept answer may be of a private repository whose name a public
/// one took over since: whoever has no admin token is given what was said of the public one alone.
///
/// @param stranger whether the caller has no admin token
/// @param time when what a stranger asks for was public
record Audience(boolean stranger, PublicTime time) {
    private static final PublicTime ALWAYS = new PublicTime(Instant.MIN, Instant.MAX);

    /// Callers with an admin token.
    static final Audience KNOWN = new Audience(false, ALWAYS);

    /// Callers without one, who ask for what is public by itself.
    static final Audience ANYBODY = new Audience(true, ALWAYS);

    /// Callers without one, who ask for something of a public repository.
    static Audience of(PublicTime time) {
        return new Audience(true, time);
    }

    /// Whether a kept answer may be given as it is. What was asked without a token always may.
    boolean mayHave(Kept kept) {
        return kept.serviceToken() == null || time.covers(kept.checked());
    }
}
