package mos.token.servicetoken;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import mos.token.net.Headers;
import mos.token.quota.QuotaReading;
import mos.token.secret.SecretText;
import mos.token.servicetoken.Asking.Got;
import mos.token.upstream.Credential;
import mos.token.upstream.Redirects;
import mos.token.upstream.UpstreamRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Looks at a GitHub token: `GET /rate_limit` (free, 401 for a bad token) and `GET /user`, whose
/// headers tell a classic token's scopes and the end of both kinds.
final class GithubLook {
    private static final String HOST = "api.github.com";
    private static final Duration SOON = Duration.ofDays(14);
    private static final Pattern SCOPE = Pattern.compile("[a-z_:]{1,64}");
    private static final Headers HEADERS =
            Headers.of(
                    "Accept", "application/vnd.github+json", "X-GitHub-Api-Version", "2022-11-28");

    private final Asking asking;
    private final Clock clock;

    GithubLook(Asking asking, Clock clock) {
        this.asking = asking;
        this.clock = clock;
    }

    Look without() {
        return Look.anonymous(Service.GITHUB, anonymousRate(), clock.instant());
    }

    Look with(SecretText token) {
        Credential credential = new Credential.Bearer(HOST, token);
        Future<Got> begun = asking.start(get("/rate_limit", credential));
        Got user = asking.ask(get("/user", credential));
        Got rate = asking.await(HOST, begun);
        Instant now = clock.instant();
        if (is(rate, 401) || is(user, 401)) {
            return Look.only(
                    Service.GITHUB, Look.REFUSED, anonymousRate(), Map.of(HOST, Look.REFUSED), now);
        }
        @Nullable QuotaReading core = core(rate, now).orElse(null);
        String login = is(user, 200) && user instanceof Got.Answer a ? a.text("login") : "";
        if (core == null && login.isEmpty()) {
            State odd = Asking.odd(HOST, rate, now);
            return Look.only(Service.GITHUB, odd, null, Map.of(HOST, odd), now);
        }
        // An installation token may not ask for its user; the other answer tells of it too.
        Headers told =
                user instanceof Got.Answer a && a.status() == 200 ? a.headers() : headers(rate);
        Optional<List<String>> scopes = told.first("X-OAuth-Scopes").map(GithubLook::writing);
        @Nullable Instant expires = Times.expiration(told).orElse(null);
        State state = state(core, scopes.orElse(List.of()), expires, now);
        return new Look(
                Service.GITHUB,
                true,
                state,
                login.isEmpty() ? null : login,
                scopes.map(s -> !s.isEmpty()).orElse(null),
                expires,
                core,
                Map.of(HOST, state),
                now);
    }

    private static State state(
            @Nullable QuotaReading core,
            List<String> writing,
            @Nullable Instant expires,
            Instant now) {
        if (core != null && core.remaining() == 0) {
            return new State.Throttled(core.reset());
        }
        if (!writing.isEmpty()) {
            return new State.TooPowerful(
                    "it can write ("
                            + String.join(", ", writing)
                            + "); one without scopes is enough");
        }
        if (expires != null && expires.isBefore(now.plus(SOON))) {
            return new State.Expiring(expires);
        }
        return new State.Good();
    }

    /// The scopes of a classic token that can change something.
    static List<String> writing(String scopes) {
        List<String> writing = new ArrayList<>();
        for (String scope : scopes.split(",", -1)) {
            String name = scope.strip();
            boolean reads = name.startsWith("read:") || name.equals("user:email");
            if (!reads && SCOPE.matcher(name).matches()) {
                writing.add(name);
            }
        }
        return writing;
    }

    private @Nullable QuotaReading anonymousRate() {
        return core(asking.ask(get("/rate_limit", null)), clock.instant()).orElse(null);
    }

    private static Optional<QuotaReading> core(Got got, Instant now) {
        if (!(got instanceof Got.Answer answer) || answer.status() != 200) {
            return Optional.empty();
        }
        JsonNode core =
                answer.json()
                        .map(node -> node.path("resources").path("core"))
                        .filter(node ->
                                node.path("limit").isIntegralNumber()
                                        && node.path("remaining").isIntegralNumber())
                        .orElse(null);
        if (core == null) {
            return Optional.empty();
        }
        long reset = core.path("reset").asLong(0);
        return Optional.of(
                new QuotaReading(
                        "core",
                        core.path("limit").asLong(0),
                        core.path("remaining").asLong(0),
                        core.path("used").isIntegralNumber() ? core.path("used").asLong(0) : null,
                        reset > 0 && reset < 253_402_300_799L ? Instant.ofEpochSecond(reset) : null,
                        null,
                        null,
                        now));
    }

    private static boolean is(Got got, int status) {
        return got instanceof Got.Answer answer && answer.status() == status;
    }

    private static Headers headers(Got got) {
        return got instanceof Got.Answer answer ? answer.headers() : Headers.NONE;
    }

    private static UpstreamRequest get(String path, @Nullable Credential credential) {
        return new UpstreamRequest.Read(
                false, URI.create("https://" + HOST + path), HEADERS, credential, Redirects.NONE);
    }
}
