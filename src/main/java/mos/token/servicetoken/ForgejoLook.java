package mos.token.servicetoken;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import mos.token.net.Headers;
import mos.token.secret.SecretText;
import mos.token.servicetoken.Asking.Got;
import mos.token.upstream.Credential;
import mos.token.upstream.Redirects;
import mos.token.upstream.UpstreamRequest;

/// Looks at a token of a Gitea or Forgejo: `GET /api/v1/user` of its API, which answers 401 to a
/// bad token, and 403 to a good one that may not read its user. It tells neither level nor expiry.
final class ForgejoLook {
    private final Asking asking;
    private final Clock clock;

    ForgejoLook(Asking asking, Clock clock) {
        this.asking = asking;
        this.clock = clock;
    }

    Look without(Service service) {
        return Look.anonymous(service, null, clock.instant());
    }

    Look with(Service service, String host, SecretText token) {
        Got got =
                asking.ask(
                        new UpstreamRequest.Read(
                                false,
                                URI.create("https://" + host + "/api/v1/user"),
                                Headers.of("Accept", "application/json"),
                                new Credential.Plain(host, TokenForm.secretHalf(service, token)),
                                Redirects.NONE));
        Instant now = clock.instant();
        State state = state(host, got, now);
        String login = got instanceof Got.Answer answer ? answer.text("login") : "";
        return new Look(
                service,
                true,
                state,
                state.works() && !login.isEmpty() ? login : null,
                null,
                null,
                null,
                null,
                Map.of(host, state),
                now);
    }

    private static State state(String host, Got got, Instant now) {
        if (!(got instanceof Got.Answer answer)) {
            return Asking.odd(host, got, now);
        }
        boolean asAUser = answer.status() == 200 && !answer.text("login").isEmpty();
        boolean narrow = answer.status() == 403 && answer.text("message").contains("scope");
        if (asAUser || narrow) {
            return new State.Good();
        }
        return answer.status() == 401 ? Look.REFUSED : Asking.odd(host, got, now);
    }
}
