package mos.token.access;

/// The caller's session signed in too long ago for what it asks (RFC 9470): they sign in again,
/// with a token or a fresh link, and repeat it.
public final class SignInTooOld extends RuntimeException {
    SignInTooOld() {
        super(
                "You signed in more than 15 minutes ago. Sign in again to do this: with an admin"
                        + " token, or with a new link from 'mos-token sign-in-link'.");
    }
}
