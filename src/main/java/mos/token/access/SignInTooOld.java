package mos.token.access;

/// The caller's session signed in too long ago for what it asks (RFC 9470): they sign in again,
/// with a token or a fresh link, and repeat it.
public final class SignInTooOld extends RuntimeException {
    static final String HERE =
            "You signed in more than 15 minutes ago. Sign in again to do this: with an admin"
                    + " token, or with a new link from 'mos-token sign-in-link'.";

    static final String AT_MOS =
            "You signed in to MOS more than 15 minutes ago. Sign out of MOS and in again to do"
                    + " this.";

    SignInTooOld(String fix) {
        super(fix);
    }
}
