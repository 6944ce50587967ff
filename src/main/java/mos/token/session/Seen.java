package mos.token.session;

import java.time.Instant;
import mos.token.admintoken.Use;

/// The last use of a session.
///
/// @param address the client's, or `unknown`
/// @param program as it named itself, without what may be a secret; possibly empty
record Seen(Instant at, String address, String program) {
    static Seen of(Use use, Instant at) {
        return new Seen(at, use.from(), use.program());
    }
}
