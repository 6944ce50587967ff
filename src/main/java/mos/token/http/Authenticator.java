package mos.token.http;

import mos.token.access.Caller;

/// Finds out who is asking; `App` fills it with what the features know.
@FunctionalInterface
public interface Authenticator {
    /// What the request's credential is worth.
    Result authenticate(Request request, Credential credential);

    /// The credential a listener found, already taken apart.
    sealed interface Credential {
        /// `Authorization: Bearer …`, or `Basic` with the token as password.
        record Token(mos.token.secret.SecretText token) implements Credential {}

        /// The session cookie.
        record Cookie(mos.token.secret.SecretText session) implements Credential {}
    }

    /// Who it is, or what to tell them.
    sealed interface Result {
        /// A caller.
        record Known(Caller caller) implements Result {}

        /// Not a live credential. `explanation` is safe to show: it never says whether one exists.
        record Refused(String explanation) implements Result {}
    }
}
