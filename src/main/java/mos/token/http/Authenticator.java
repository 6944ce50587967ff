package mos.token.http;

import mos.token.access.Caller;
import mos.token.access.Demand;

/// Finds out who is asking; `App` fills it with what the features know.
@FunctionalInterface
public interface Authenticator {
    /// What the request's credential is worth for what the route asks. A [Credential.Token] may be
    /// asked for on an event loop, so it must be answered from memory; a [Credential.Cookie] never
    /// is.
    Result authenticate(Request request, Credential credential, Demand demand);

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

        /// Not a live credential.
        ///
        /// @param explanation safe to show: it never says whether one exists; empty for the usual
        ///   sentence
        /// @param reason the true reason, for the log only
        /// @param tokenId the token that was refused, for the log only; empty when unknown
        record Refused(String explanation, String reason, String tokenId) implements Result {
            /// A refusal whose reason may be shown.
            public Refused(String explanation) {
                this(explanation, explanation, "");
            }
        }
    }
}
