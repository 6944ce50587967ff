package mos.token;

import java.util.Optional;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Demand;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Grant;
import mos.token.admintoken.LocalToken;
import mos.token.admintoken.Use;
import mos.token.admintoken.Verdict;
import mos.token.http.ClientAddress;
import mos.token.http.Request;
import mos.token.secret.SecretText;

/// Tells the gateway's doors what a presented token is worth: the local token or an admin token.
final class DoorIdentity {
    private final LocalToken localToken;
    private final AdminTokens adminTokens;
    private final Access access;

    DoorIdentity(LocalToken localToken, AdminTokens adminTokens, Access access) {
        this.localToken = localToken;
        this.adminTokens = adminTokens;
        this.access = access;
    }

    /// The caller of a live token.
    Optional<Caller> verify(SecretText token, Request request, Resource door) {
        ClientAddress from = request.client();
        return localToken.opens(token, from.local())
                ? Optional.of(new Caller.Local(from.text()))
                : known(adminTokens.verify(token, use(request, door)), request, door);
    }

    /// A caller who came in to the registry door earlier, with what they may do now.
    Optional<Caller> now(Caller earlier, Request request) {
        ClientAddress from = request.client();
        return switch (earlier) {
            case Caller.Local _ ->
                    from.local() ? Optional.of(new Caller.Local(from.text())) : Optional.empty();
            case Caller.Token token ->
                    known(
                            adminTokens.again(
                                    token.id(), token.secret(), use(request, Resource.REGISTRY)),
                            request,
                            Resource.REGISTRY);
            // Nobody else is ever given a gateway token.
            case Caller.Anonymous _, Caller.Session _, Caller.Mos _, Caller.Product _ ->
                    Optional.empty();
        };
    }

    /// Refusals are counted only of tokens that are ours: a Docker daemon offers its owner's Hub
    /// log-in to every mirror.
    private Optional<Caller> known(Verdict verdict, Request request, Resource door) {
        String from = request.client().text();
        String need = demand(door).text();
        if (!(verdict instanceof Verdict.Valid(Grant grant, int secret))) {
            if (!verdict.tokenId().isEmpty()) {
                access.refused(need, verdict.reason(), verdict.tokenId(), from);
            }
            return Optional.empty();
        }
        if (!demand(door).metBy(grant.permissions())) {
            access.refused(need, "denied", grant.id(), from);
        }
        return Optional.of(grant.caller(secret, from));
    }

    private static Use use(Request request, Resource door) {
        return new Use(request.client().address(), request.userAgent(), demand(door));
    }

    private static Demand demand(Resource door) {
        return new Demand.On(door, Level.READ);
    }
}
