package mos.token;

import mos.token.access.Caller;
import mos.token.access.Demand;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Grant;
import mos.token.admintoken.LocalToken;
import mos.token.admintoken.Use;
import mos.token.admintoken.Verdict;
import mos.token.http.Authenticator;
import mos.token.http.ClientAddress;
import mos.token.http.Request;
import mos.token.secret.SecretText;
import mos.token.session.MosSessions;
import mos.token.session.Sessions;

/// Tells who is asking on the admin listener: the local token, an admin token, a session, or
/// somebody who is signed in to MOS.
final class Identity implements Authenticator {
    private final LocalToken localToken;
    private final AdminTokens adminTokens;
    private final Sessions sessions;
    private final MosSessions mosSessions;

    Identity(
            LocalToken localToken,
            AdminTokens adminTokens,
            Sessions sessions,
            MosSessions mosSessions) {
        this.localToken = localToken;
        this.adminTokens = adminTokens;
        this.sessions = sessions;
        this.mosSessions = mosSessions;
    }

    @Override
    public Result authenticate(Request request, Credential credential, Demand demand) {
        Use use = new Use(request.client().address(), request.userAgent(), demand);
        return switch (credential) {
            case Credential.Token(SecretText token) -> token(token, request.client(), use);
            case Credential.Cookie(SecretText cookie) ->
                    sessions.verify(cookie, use)
                            .<Result>map(Result.Known::new)
                            .orElseGet(() -> new Result.Refused("", "session", ""));
        };
    }

    private Result token(SecretText token, ClientAddress client, Use use) {
        if (localToken.opens(token, client.local())) {
            return new Result.Known(new Caller.Local(client.text()));
        }
        if (mosSessions.mayKnow(token)) {
            return switch (mosSessions.verify(token, client.text())) {
                case MosSessions.Verdict.Known(Caller.Mos caller) -> new Result.Known(caller);
                case MosSessions.Verdict.Refused(String reason) ->
                        new Result.Refused("", reason, "");
            };
        }
        Verdict verdict = adminTokens.verify(token, use);
        return verdict instanceof Verdict.Valid(Grant grant, int secret)
                ? new Result.Known(grant.caller(secret, client.text()))
                : new Result.Refused(verdict.explanation(), verdict.reason(), verdict.tokenId());
    }
}
