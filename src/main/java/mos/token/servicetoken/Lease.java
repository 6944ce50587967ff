package mos.token.servicetoken;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import mos.token.upstream.Credential;

/// A service token lent for one request to one exact host. It stays sealed until it is to be sent:
/// what is kept is found by the id alone.
///
/// @param tokenId the row of the token: what was fetched with it is kept under this id
/// @param sealed unseals what that host, and no other, may see
public record Lease(Service service, String host, String tokenId, Supplier<Credential> sealed) {
    /// What that host, and no other, may see. Unseals each time: not on an event loop.
    public Credential credential() {
        return sealed.get();
    }

    /// The same token, to be sent in another form.
    public Lease as(UnaryOperator<Credential> form) {
        return new Lease(service, host, tokenId, () -> form.apply(credential()));
    }
}
