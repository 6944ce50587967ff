package mos.token.testkit;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// The token service at `auth.docker.io`: Basic or nobody in, a token out whose actions are the
/// subset that was granted (distribution's docs/spec/auth/token.md).
final class HubTokens {
    /// Whose token it is and which repositories it pulls from.
    record Grant(String user, Set<String> pulls, Instant end) {}

    private static final Set<String> PARAMETERS =
            Set.of("service", "scope", "account", "client_id");

    private final HubAccounts accounts;
    private final Predicate<String> exists;
    private final Violations violations;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private volatile Duration lifetime = Duration.ofMinutes(5);

    HubTokens(HubAccounts accounts, Predicate<String> exists, Violations violations) {
        this.accounts = accounts;
        this.exists = exists;
        this.violations = violations;
    }

    void lifetime(Duration lifetime) {
        this.lifetime = lifetime;
    }

    void expireAll() {
        grants.replaceAll((_, g) -> new Grant(g.user(), g.pulls(), Instant.EPOCH));
    }

    Optional<Grant> grant(String token) {
        return Optional.ofNullable(grants.get(token));
    }

    List<String> issued() {
        return List.copyOf(grants.keySet());
    }

    Answer answer(Recorded request) {
        if (!request.path().equals("/token") || !request.isGet()) {
            violations.add("auth.docker.io: only GET /token belongs here: " + request);
            return Answer.empty(404);
        }
        Optional<HubAccounts.Login> login = Optional.empty();
        Optional<String> authorization = request.header("Authorization");
        if (authorization.isPresent()) {
            login = Basic.pair(authorization.get()).flatMap(accounts::login);
            if (login.isEmpty()) {
                violations.add("auth.docker.io: a credential nobody gave for this host");
            }
            if (login.isEmpty() || !login.get().live()) {
                return Answer.json(401, "{\"details\":\"incorrect username or password\"}");
            }
        }
        judge(request);
        List<String> access = new ArrayList<>();
        Set<String> pulls = ConcurrentHashMap.newKeySet();
        for (String scopes : request.query("scope")) {
            for (String scope : scopes.split(" ", -1)) {
                String repository = scope.replaceFirst("^repository:(.*):[^:]*$", "$1");
                if (!scope.equals("repository:" + repository + ":pull")) {
                    violations.add("auth.docker.io: scope '" + scope + "' is not a pull");
                    continue;
                }
                boolean granted = exists.test(repository) && accounts.sees(login, repository);
                if (granted) {
                    pulls.add(repository);
                }
                access.add(
                        "{\"type\":\"repository\",\"name\":\"%s\",\"actions\":[%s]}"
                                .formatted(repository, granted ? "\"pull\"" : ""));
            }
        }
        String user = login.map(HubAccounts.Login::user).orElse(HubAccounts.ANONYMOUS);
        return issue(user, pulls, access);
    }

    private void judge(Recorded request) {
        if (!request.query("service").equals(List.of("registry.docker.io"))) {
            violations.add("auth.docker.io: service must be registry.docker.io");
        }
        int question = request.target().indexOf('?');
        for (String pair : request.target().substring(question + 1).split("&", -1)) {
            String name = pair.replaceFirst("=.*", "");
            if (!PARAMETERS.contains(name)) {
                violations.add("auth.docker.io: parameter '" + name + "' does not belong here");
            }
        }
    }

    private Answer issue(String user, Set<String> pulls, List<String> access) {
        Instant now = Instant.now();
        String token =
                jwt(
                        ("{\"access\":[%s],\"aud\":\"registry.docker.io\",\"iss\":\"auth.docker.io\","
                                        + "\"iat\":%d,\"exp\":%d,\"sub\":\"%s\"}")
                                .formatted(
                                        String.join(",", access),
                                        now.getEpochSecond(),
                                        now.plus(lifetime).getEpochSecond(),
                                        user));
        grants.put(token, new Grant(user, Set.copyOf(pulls), now.plus(lifetime)));
        return Answer.json(
                200,
                "{\"token\":\"%s\",\"access_token\":\"%s\",\"expires_in\":%d,\"issued_at\":\"%s\"}"
                        .formatted(token, token, lifetime.toSeconds(), now));
    }

    /// Something that looks like a JWT: header, payload and a random signature.
    String jwt(String payload) {
        byte[] signature = new byte[32];
        random.nextBytes(signature);
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString(
                        "{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
                + "."
                + encoder.encodeToString(payload.getBytes(StandardCharsets.UTF_8))
                + "."
                + encoder.encodeToString(signature);
    }
}
