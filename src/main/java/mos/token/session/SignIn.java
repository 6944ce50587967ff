package mos.token.session;

import java.time.Duration;
import mos.token.access.Caller;
import mos.token.secret.SecretText;

/// How an attempt to sign in ended.
public sealed interface SignIn {
    /// Signed in. `cookie` is the session cookie's value, which nobody can show again.
    record SignedIn(SecretText cookie, Caller.Session session) implements SignIn {}

    /// Not a live token or link; `explanation` is safe to show.
    record Refused(String explanation) implements SignIn {}

    /// A live token, but not with full permissions, which the page needs.
    record NotFull() implements SignIn {}

    /// Refused, and too many of these came from this network; try again after `pause`.
    record TooMany(Duration pause) implements SignIn {}
}
