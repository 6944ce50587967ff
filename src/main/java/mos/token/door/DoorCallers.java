package mos.token.door;

import java.util.List;
import java.util.Optional;
import mos.token.access.Caller;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.http.ClientAddress;
import mos.token.http.Request;
import mos.token.net.Cidr;
import mos.token.secret.SecretText;

/// Finds out who is asking at a door. A credential that is not ours counts as none in an anonymous
/// network: a Docker daemon offers its owner's Hub log-in to every mirror. It is never logged and
/// never sent on.
public final class DoorCallers {
    /// Looks an admin token up.
    @FunctionalInterface
    public interface TokenCheck {
        /// The caller of a live token that may come from where the request does.
        Optional<Caller> verify(SecretText token, Request request, Resource door);
    }

    private final TokenCheck tokens;
    private final List<Cidr> anonymous;

    /// Judges tokens by `tokens`; lets the networks `anonymous` in without one.
    public DoorCallers(TokenCheck tokens, List<Cidr> anonymous) {
        this.tokens = tokens;
        this.anonymous = List.copyOf(anonymous);
    }

    /// Who asks for something that needs `door` at `read`.
    public DoorCaller of(Request request, Resource door) {
        return of(OfferedCredential.parse(request.headers("Authorization")), request, door);
    }

    /// Who offers this credential with that request.
    public DoorCaller of(OfferedCredential offered, Request request, Resource door) {
        ClientAddress from = request.client();
        return switch (offered) {
            case OfferedCredential.None _ -> without(from, DoorCaller.Reason.NO_CREDENTIAL);
            case OfferedCredential.Unreadable _ ->
                    without(from, DoorCaller.Reason.WRONG_CREDENTIAL);
            case OfferedCredential.Secret(SecretText token) ->
                    tokens.verify(token, request, door)
                            .map(caller -> known(caller, from, door))
                            .orElseGet(() -> without(from, DoorCaller.Reason.WRONG_CREDENTIAL));
        };
    }

    private DoorCaller known(Caller caller, ClientAddress from, Resource door) {
        return caller.permissions().allows(door, Level.READ)
                ? new DoorCaller.Token(caller)
                : without(from, DoorCaller.Reason.NOT_PERMITTED);
    }

    private DoorCaller without(ClientAddress from, DoorCaller.Reason reason) {
        return from.in(anonymous)
                ? new DoorCaller.Anonymous(new Caller.Anonymous(from.text()))
                : new DoorCaller.Unwelcome(reason);
    }
}
