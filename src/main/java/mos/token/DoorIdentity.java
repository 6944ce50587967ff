package mos.token;

import java.util.Optional;
import mos.token.access.Caller;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.LocalToken;
import mos.token.admintoken.Verdict;
import mos.token.http.ClientAddress;
import mos.token.secret.SecretText;

/// Tells the gateway's doors what a presented token is worth: the local token or an admin token.
final class DoorIdentity {
    private final LocalToken localToken;
    private final AdminTokens adminTokens;

    DoorIdentity(LocalToken localToken, AdminTokens adminTokens) {
        this.localToken = localToken;
        this.adminTokens = adminTokens;
    }

    /// The caller of a live token.
    Optional<Caller> verify(SecretText token, ClientAddress from) {
        if (localToken.opens(token, from.local())) {
            return Optional.of(new Caller.Local(from.text()));
        }
        return adminTokens.verify(token) instanceof Verdict.Valid valid
                ? Optional.of(valid.token().caller(from.text()))
                : Optional.empty();
    }

    /// A caller who came in earlier, with what they may do now.
    Optional<Caller> now(Caller earlier, ClientAddress from) {
        return switch (earlier) {
            case Caller.Local _ ->
                    from.local() ? Optional.of(new Caller.Local(from.text())) : Optional.empty();
            case Caller.Token token ->
                    adminTokens.live(token.id()).map(live -> live.caller(from.text()));
            // Nobody else is ever given a gateway token.
            case Caller.Anonymous _, Caller.Session _, Caller.Product _ -> Optional.empty();
        };
    }
}
