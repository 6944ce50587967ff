package mos.token.servicetoken;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import mos.token.json.Json;
import mos.token.net.Headers;
import mos.token.quota.QuotaReading;
import mos.token.quota.Quotas;
import mos.token.secret.SecretText;
import mos.token.servicetoken.Asking.Got;
import mos.token.upstream.Credential;
import mos.token.upstream.Redirects;
import mos.token.upstream.UpstreamRequest;
import org.jspecify.annotations.Nullable;

/// Looks at a Docker Hub token: first the token service, alone, since every bad log-in counts
/// against the account; then together a HEAD of Docker's own test image, which costs no pull, for
/// the quota, and the log-in that tells the token's level.
final class HubLook {
    private static final String AUTH = "auth.docker.io";
    private static final String REGISTRY = "registry-1.docker.io";
    static final String WEB = "hub.docker.com";
    private static final String TEST_IMAGE = "ratelimitpreview/test";
    private static final Headers MANIFEST =
            Headers.of(
                    "Accept",
                    "application/vnd.docker.distribution.manifest.v2+json,"
                            + " application/vnd.docker.distribution.manifest.list.v2+json,"
                            + " application/vnd.oci.image.manifest.v1+json,"
                            + " application/vnd.oci.image.index.v1+json");

    private static final Pattern LEVELS = Pattern.compile("[a-z_:-]{1,64}( [a-z_:-]{1,64}){0,20}");

    /// MOS's words, and what people most often get wrong.
    private static final State WRONG =
            new State.Refused(
                    "Invalid or expired token, or not this user's: with an organization's token the"
                            + " user name is the organization's");

    private static final State NO_LEVEL =
            new State.Refused("it takes no log-in with this token, so its level is not known");
    private static final Got NO_LOG_IN = new Got.None(WEB + ": not asked again");

    /// What the manifest's HEAD said.
    private record Rate(@Nullable QuotaReading reading, State state) {}

    private final Asking asking;
    private final Quotas quotas;
    private final Clock clock;

    HubLook(Asking asking, Quotas quotas, Clock clock) {
        this.asking = asking;
        this.quotas = quotas;
        this.clock = clock;
    }

    Look without() {
        QuotaReading rate =
                granted(asking.ask(pullToken(null)))
                        .map(token -> rate(null, token).reading())
                        .orElse(null);
        return Look.anonymous(Service.DOCKERHUB, rate, clock.instant());
    }

    /// @param levelIsTold false when `hub.docker.com` refused the log-in before: it is not tried
    ///   twice
    Look with(String tokenId, SecretText token, boolean levelIsTold) {
        String user = TokenForm.user(Service.DOCKERHUB, token);
        SecretText password = TokenForm.secretHalf(Service.DOCKERHUB, token);
        Got auth = asking.ask(pullToken(new Credential.Basic(AUTH, user, password)));
        Instant now = clock.instant();
        if (is401(auth)) {
            return Look.only(Service.DOCKERHUB, WRONG, null, Map.of(AUTH, WRONG), now);
        }
        Optional<SecretText> pull = granted(auth);
        if (pull.isEmpty()) {
            State odd = Asking.odd(AUTH, auth, now);
            return Look.only(Service.DOCKERHUB, odd, null, Map.of(AUTH, odd), now);
        }
        @Nullable Future<Got> begun =
                levelIsTold ? asking.start(new UpstreamRequest.HubLogin(user, password)) : null;
        Rate rate = rate(tokenId, pull.get());
        Got login = begun == null ? NO_LOG_IN : asking.await(WEB, begun);
        Optional<List<String>> levels = levels(login);
        State level =
                levels.isPresent()
                        ? new State.Good()
                        : begun == null || is401(login) ? NO_LEVEL : Asking.odd(WEB, login, now);
        boolean writes = levels.map(HubLook::writes).orElse(false);
        State overall =
                rate.state() instanceof State.Throttled
                        ? rate.state()
                        : writes
                                ? new State.TooPowerful(
                                        TokenForm.tooPowerful(Service.DOCKERHUB, null))
                                : new State.Good();
        return new Look(
                Service.DOCKERHUB,
                true,
                overall,
                user,
                levels.map(l -> String.join(" ", l)).orElse(null),
                levels.map(HubLook::writes).orElse(null),
                null,
                rate.reading(),
                Map.of(AUTH, new State.Good(), REGISTRY, rate.state(), WEB, level),
                now);
    }

    private static boolean is401(Got got) {
        return got instanceof Got.Answer answer && answer.status() == 401;
    }

    private static boolean writes(List<String> levels) {
        return levels.contains("repo:write") || levels.contains("repo:admin");
    }

    private Rate rate(@Nullable String tokenId, SecretText pull) {
        Got got =
                asking.ask(
                        new UpstreamRequest.Read(
                                true,
                                URI.create(
                                        "https://"
                                                + REGISTRY
                                                + "/v2/"
                                                + TEST_IMAGE
                                                + "/manifests/latest"),
                                MANIFEST,
                                new Credential.Bearer(REGISTRY, pull),
                                Redirects.NONE));
        Instant now = clock.instant();
        if (!(got instanceof Got.Answer answer)) {
            return new Rate(null, Asking.odd(REGISTRY, got, now));
        }
        @Nullable QuotaReading reading =
                quotas.observe(REGISTRY, tokenId, answer.headers()).orElse(null);
        boolean spent = reading != null && reading.remaining() == 0;
        if (answer.status() == 200 && !spent) {
            return new Rate(reading, new State.Good());
        }
        return new Rate(
                reading, spent ? new State.Throttled(null) : Asking.odd(REGISTRY, got, now));
    }

    /// The registry token; what has the shape of one, not what a hotel's log-in page says.
    private static Optional<SecretText> granted(Got got) {
        if (!(got instanceof Got.Answer answer) || answer.status() != 200) {
            return Optional.empty();
        }
        String text = answer.text("token");
        if (text.isEmpty()) {
            text = answer.text("access_token");
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(SecretText.of(text));
    }

    /// The `scope` claim of the web token: the only place that tells a token's level.
    private static Optional<List<String>> levels(Got got) {
        if (!(got instanceof Got.Answer answer) || answer.status() != 200) {
            return Optional.empty();
        }
        String[] parts = answer.text("access_token").split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            String scope =
                    Json.read(
                                    Base64.getUrlDecoder()
                                            .decode(parts[1].getBytes(StandardCharsets.UTF_8)))
                            .path("scope")
                            .asString("");
            return LEVELS.matcher(scope.strip()).matches()
                    ? Optional.of(List.of(scope.strip().split(" ")))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static UpstreamRequest pullToken(@Nullable Credential credential) {
        return new UpstreamRequest.Read(
                false,
                URI.create(
                        "https://"
                                + AUTH
                                + "/token?service=registry.docker.io&scope=repository:"
                                + TEST_IMAGE
                                + ":pull"),
                Headers.of("Accept", "application/json"),
                credential,
                Redirects.NONE);
    }
}
