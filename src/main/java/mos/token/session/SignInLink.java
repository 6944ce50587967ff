package mos.token.session;

import java.time.Instant;
import mos.token.secret.SecretText;

/// A link that opens the page once.
///
/// @param code 160 random bits in base64url
/// @param expiresAt when it stops working unused
public record SignInLink(SecretText code, Instant expiresAt) {
    /// The path and query to open on the admin listener. The only secret that is ever in a URL.
    public SecretText path() {
        return SecretText.of("/sign-in?code=" + code.exposeText());
    }
}
