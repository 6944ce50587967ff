package mos.token.servicetoken;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import mos.token.net.Headers;
import mos.token.quota.QuotaReading;
import mos.token.quota.Quotas;
import mos.token.secret.SecretText;
import mos.token.servicetoken.Asking.Got;
import mos.token.upstream.Credential;
import mos.token.upstream.Redirects;
import mos.token.upstream.UpstreamRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Looks at a GitHub token: first `GET /rate_limit` (free, 401 for a bad token); then together `GET
/// /user`, whose headers tell a classic token's scopes and the end of both kinds, and what git and
/// the container registry ask first.
final class GithubLook {
    private static final String HOST = "api.github.com";
    private static final String GIT = "github.com";
    private static final String IMAGES = "ghcr.io";
    private static final Headers HEADERS =
            Headers.of(
                    "Accept", "application/vnd.github+json", "X-GitHub-Api-Version", "2022-11-28");

    private final Asking asking;
    private final Quotas quotas;
    private final Clock clock;

    GithubLook(Asking asking, Quotas quotas, Clock clock) {
        this.asking = asking;
        this.quotas = quotas;
        this.clock = clock;
    }

    Look without() {
        QuotaReading rate = core(asking.ask(get("/rate_limit", null)), null).orElse(null);
        return Look.anonymous(Service.GITHUB, rate, clock.instant());
    }

    Look with(String tokenId, SecretText token) {
        Credential credential = new Credential.Bearer(HOST, token);
        // Alone: every bad log-in counts against the account.
        Got rate = asking.ask(get("/rate_limit", credential));
        if (is(rate, 401)) {
            return Look.only(
                    Service.GITHUB,
                    Look.REFUSED,
                    null,
                    Map.of(HOST, Look.REFUSED),
                    clock.instant());
        }
        @Nullable QuotaReading core = core(rate, tokenId).orElse(null);
        if (core == null) {
            State odd = Asking.odd(HOST, rate, clock.instant());
            return Look.only(Service.GITHUB, odd, null, Map.of(HOST, odd), clock.instant());
        }
        Future<Got> git = asking.start(gitRefs(token));
        Future<Got> images = asking.start(imageLogIn(token));
        Got user = asking.ask(get("/user", credential));
        Got gitAnswer = asking.await(GIT, git);
        Got imageAnswer = asking.await(IMAGES, images);
        Instant now = clock.instant();
        // An installation token may not ask for its user; the other answer tells of it too.
        Headers told =
                user instanceof Got.Answer a && a.status() == 200 ? a.headers() : headers(rate);
        Optional<String> scopes = GithubFacts.scopes(told);
        List<String> writing = scopes.map(GithubFacts::writing).orElse(List.of());
        @Nullable Instant expires = Times.expiration(told).orElse(null);
        boolean spent = core.remaining() == 0;
        String login = is(user, 200) && user instanceof Got.Answer a ? a.text("login") : "";
        return new Look(
                Service.GITHUB,
                true,
                state(core, writing, expires, now),
                login.isEmpty() ? null : login,
                scopes.orElse(null),
                scopes.isPresent() ? !writing.isEmpty() : null,
                expires,
                core,
                Map.of(
                        HOST,
                        spent ? new State.Throttled(core.reset()) : new State.Good(),
                        GIT,
                        elsewhere(GIT, gitAnswer, now, State.Unknown.NOT_FOR_GIT),
                        IMAGES,
                        elsewhere(IMAGES, imageAnswer, now, State.Unknown.NOT_FOR_IMAGES)),
                now);
    }

    private static State state(
            QuotaReading core, List<String> writing, @Nullable Instant expires, Instant now) {
        if (core.remaining() == 0) {
            return new State.Throttled(core.reset());
        }
        if (!writing.isEmpty()) {
            return new State.TooPowerful(
                    TokenForm.tooPowerful(Service.GITHUB, String.join(", ", writing)));
        }
        if (expires != null && expires.isBefore(now.plus(Held.SOON))) {
            return new State.Expiring(expires);
        }
        return new State.Good();
    }

    /// What another host than the API's says of a token that the API takes: a no there is about the
    /// kind of the token, and does not end its use.
    private static State elsewhere(String host, Got got, Instant now, State unwilling) {
        return switch (got) {
            case Got.Answer answer when answer.status() == 200 -> new State.Good();
            case Got.Answer answer when answer.status() == 401 || answer.status() == 403 ->
                    unwilling;
            case Got.Answer _, Got.None _ -> Asking.odd(host, got, now);
        };
    }

    /// `info/refs` of GitHub's own example repository: what a clone begins with.
    private static UpstreamRequest gitRefs(SecretText token) {
        return new UpstreamRequest.Read(
                false,
                URI.create(
                        "https://"
                                + GIT
                                + "/octocat/Hello-World.git/info/refs?service=git-upload-pack"),
                Headers.of("Git-Protocol", "version=2"),
                new Credential.Basic(GIT, "x-access-token", token),
                Redirects.NONE);
    }

    /// What `docker login ghcr.io` asks; no repository's permission is judged by it.
    private static UpstreamRequest imageLogIn(SecretText token) {
        return new UpstreamRequest.Read(
                false,
                URI.create("https://" + IMAGES + "/token?service=" + IMAGES),
                Headers.of("Accept", "application/json"),
                new Credential.Basic(IMAGES, "x-access-token", token),
                Redirects.NONE);
    }

    private Optional<QuotaReading> core(Got got, @Nullable String tokenId) {
        if (!(got instanceof Got.Answer answer) || answer.status() != 200) {
            return Optional.empty();
        }
        quotas.observe(HOST, tokenId, answer.headers());
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
                        clock.instant()));
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
