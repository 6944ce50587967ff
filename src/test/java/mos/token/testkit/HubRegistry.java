package mos.token.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `registry-1.docker.io` and the CDN behind it: checks the Bearer token, counts manifest GETs,
/// redirects blobs to signed addresses. The bytes come from a real registry.
final class HubRegistry {
    private static final Pattern RESOURCE =
            Pattern.compile("/v2/(.+)/(manifests|blobs|tags|referrers)/([^/]+)");

    /// What a content network passes on; registry headers end at the registry.
    private static final Set<String> CDN_HEADERS =
            Set.of("content-type", "content-range", "accept-ranges", "etag");

    private record Signed(String repository, String digest) {}

    private final DockerRegistry registry;
    private final HubAccounts accounts;
    private final HubTokens tokens;
    private final Violations violations;
    private final Relay relay;
    private final Map<String, Signed> signed = new ConcurrentHashMap<>();
    private volatile String realm = "https://auth.docker.io/token";
    private volatile String cdn = "https://production.cloudflare.docker.com";

    HubRegistry(
            DockerRegistry registry,
            HubAccounts accounts,
            HubTokens tokens,
            Violations violations,
            Relay relay) {
        this.registry = registry;
        this.accounts = accounts;
        this.tokens = tokens;
        this.violations = violations;
        this.relay = relay;
    }

    /// Names other addresses in the challenge and the redirects.
    void name(String newRealm, String newCdn) {
        realm = newRealm;
        cdn = newCdn;
    }

    Set<String> signatures() {
        return Set.copyOf(signed.keySet());
    }

    Answer answer(Recorded request, InputStream body) throws IOException, InterruptedException {
        Matcher resource = RESOURCE.matcher(request.path());
        boolean ping = request.path().equals("/v2/");
        if (!ping && !resource.matches()) {
            violations.add("registry-1.docker.io: not a path of this API: " + request);
            return Answer.json(404, error("UNSUPPORTED", "no such path"));
        }
        String repository = ping ? "" : resource.group(1);
        Optional<String> authorization = request.header("Authorization");
        if (authorization.isEmpty()) {
            return challenge(repository, "");
        }
        Optional<HubTokens.Grant> grant =
                authorization
                        .filter(value -> value.startsWith("Bearer "))
                        .flatMap(value -> tokens.grant(value.substring("Bearer ".length())));
        if (grant.isEmpty()) {
            violations.add("registry-1.docker.io: a credential that auth.docker.io did not issue");
            return challenge(repository, "invalid_token");
        }
        if (grant.get().end().isBefore(Instant.now())) {
            return challenge(repository, "invalid_token");
        }
        if (ping) {
            return Answer.json(200, "{}");
        }
        if (!grant.get().pulls().contains(repository)) {
            return challenge(repository, "insufficient_scope");
        }
        return switch (resource.group(2)) {
            case "manifests" -> manifest(request, body, grant.get().user());
            case "blobs" -> blob(request, body, repository, resource.group(3));
            default -> relay.send(registry.base(), request.target(), request, body);
        };
    }

    private Answer manifest(Recorded request, InputStream body, String user)
            throws IOException, InterruptedException {
        boolean counts = request.isGet();
        if (counts && !accounts.spend(user)) {
            String kind = user.equals(HubAccounts.ANONYMOUS) ? "unauthenticated pull" : "pull";
            return Answer.json(
                            429,
                            error(
                                    "TOOMANYREQUESTS",
                                    "You have reached your "
                                            + kind
                                            + " rate limit. https://www.docker.com/increase-rate-limit"))
                    .withAll(accounts.headers(user));
        }
        Answer answer = relay.send(registry.base(), request.target(), request, body);
        if (counts && answer.status() != 200) {
            accounts.refund(user);
        }
        return answer.withAll(accounts.headers(user));
    }

    private Answer blob(Recorded request, InputStream body, String repository, String digest)
            throws IOException, InterruptedException {
        Recorded probe = new Recorded(Instant.now(), "HEAD", request.target(), Map.of());
        Answer found = relay.send(registry.base(), request.target(), probe, body);
        if (found.status() != 200) {
            return Answer.json(found.status(), error("BLOB_UNKNOWN", "blob unknown to registry"));
        }
        if (!request.isGet()) {
            return found;
        }
        String signature = UUID.randomUUID() + "-" + UUID.randomUUID();
        signed.put(signature, new Signed(repository, digest));
        String hex = digest.substring(digest.indexOf(':') + 1);
        return Answer.redirect(
                307,
                cdn
                        + "/registry-v2/docker/registry/v2/blobs/sha256/%s/%s/data?verify=%s"
                                .formatted(hex.substring(0, 2), hex, signature));
    }

    /// The content network: whoever has the signed address gets the bytes.
    Answer content(Recorded request, InputStream body) throws IOException, InterruptedException {
        Optional<Signed> what = request.query("verify").stream().findFirst().map(signed::get);
        if (what.isEmpty()) {
            return Answer.bytes(403, "text/plain", new byte[0]);
        }
        Answer answer =
                relay.send(
                        registry.base(),
                        "/v2/" + what.get().repository() + "/blobs/" + what.get().digest(),
                        request,
                        body);
        Map<String, String> kept = new LinkedHashMap<>(answer.headers());
        kept.keySet().removeIf(name -> !CDN_HEADERS.contains(name.toLowerCase(Locale.ROOT)));
        return new Answer(answer.status(), kept, answer.length(), answer.body());
    }

    private Answer challenge(String repository, String error) {
        String scope = repository.isEmpty() ? "" : ",scope=\"repository:" + repository + ":pull\"";
        String problem = error.isEmpty() ? "" : ",error=\"" + error + "\"";
        return Answer.json(401, error("UNAUTHORIZED", "authentication required"))
                .with("Docker-Distribution-Api-Version", "registry/2.0")
                .with(
                        "WWW-Authenticate",
                        "Bearer realm=\"%s\",service=\"registry.docker.io\"%s%s"
                                .formatted(realm, scope, problem));
    }

    private static String error(String code, String message) {
        return "{\"errors\":[{\"code\":\"%s\",\"message\":\"%s\"}]}".formatted(code, message);
    }
}
