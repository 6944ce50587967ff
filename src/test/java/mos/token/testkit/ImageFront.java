package mos.token.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A registry with an opaque token for each repository and blobs at signed addresses of another
/// host, as ghcr.io and quay.io are. The bytes come from a real registry.
final class ImageFront {
    private static final Pattern RESOURCE =
            Pattern.compile("/v2/(.+)/(manifests|blobs|tags|referrers)/([^/]+)");

    /// Decides who gets a token.
    @FunctionalInterface
    interface Judge {
        /// 200 for a token, else the status of the refusal.
        int status(Optional<String> authorization, String repository);
    }

    private final String host;
    private final String realm;
    private final String blobHost;
    private final DockerRegistry content;
    private final Judge judge;
    private final Violations violations;
    private final Relay relay = new Relay();
    private final Map<String, String> granted = new ConcurrentHashMap<>();
    private final Map<String, String> signed = new ConcurrentHashMap<>();

    /// @param realm the token service's full address, at any host
    ImageFront(
            String host,
            String realm,
            String blobHost,
            DockerRegistry content,
            Judge judge,
            Violations violations) {
        this.host = host;
        this.realm = realm;
        this.blobHost = blobHost;
        this.content = content;
        this.judge = judge;
        this.violations = violations;
    }

    /// The token service.
    Answer token(Recorded request) {
        List<String> scopes = request.query("scope");
        String repository =
                scopes.isEmpty()
                        ? ""
                        : scopes.getFirst().replaceFirst("^repository:(.*):pull$", "$1");
        boolean fine =
                request.isGet()
                        && request.query("service").equals(List.of(host))
                        && scopes.equals(List.of("repository:" + repository + ":pull"));
        if (!fine) {
            violations.add(host + ": a token is asked for in a wrong way: " + request);
            return Answer.empty(400);
        }
        int status = judge.status(request.header("Authorization"), repository);
        // What is not there is denied like what may not be seen.
        if (status != 200 || !content.has(repository)) {
            return Answer.json(
                    status == 200 ? 403 : status, error("DENIED", "requested access is denied"));
        }
        String token = "djE6" + UUID.randomUUID();
        granted.put(token, repository);
        return Answer.json(200, "{\"token\":\"%s\"}".formatted(token));
    }

    /// The registry.
    Answer answer(Recorded request, InputStream body) throws IOException, InterruptedException {
        Matcher resource = RESOURCE.matcher(request.path());
        if (!resource.matches()) {
            violations.add(host + ": not a path of this API: " + request);
            return Answer.json(404, error("UNSUPPORTED", "no such path"));
        }
        String repository = resource.group(1);
        Optional<String> authorization = request.header("Authorization");
        String token = authorization.orElse("").replaceFirst("^Bearer ", "");
        if (authorization.isPresent() && !granted.containsKey(token)) {
            violations.add(host + ": a credential that its token service did not give");
        }
        if (!repository.equals(granted.get(token))) {
            return Answer.json(401, error("UNAUTHORIZED", "authentication required"))
                    .with(
                            "WWW-Authenticate",
                            "Bearer realm=\"%s\",service=\"%s\",scope=\"repository:%s:pull\""
                                    .formatted(realm, host, repository));
        }
        Answer answer = relay.send(content.base(), request.target(), request, body);
        if (!resource.group(2).equals("blobs") || !request.isGet() || answer.status() != 200) {
            return answer;
        }
        answer.body().close();
        String signature = UUID.randomUUID().toString();
        signed.put(signature, request.target());
        return Answer.redirect(307, "https://" + blobHost + "/blob?sig=" + signature);
    }

    /// The host of the blobs: whoever has the signed address gets the bytes.
    Answer blob(Recorded request, InputStream body) throws IOException, InterruptedException {
        String target = request.query("sig").stream().findFirst().map(signed::get).orElse("");
        return target.isEmpty()
                ? Answer.empty(403)
                : relay.send(content.base(), target, request, body);
    }

    Set<String> tokens() {
        return Set.copyOf(granted.keySet());
    }

    Set<String> signatures() {
        return Set.copyOf(signed.keySet());
    }

    private static String error(String code, String message) {
        return "{\"errors\":[{\"code\":\"%s\",\"message\":\"%s\"}]}".formatted(code, message);
    }

    void close() {
        relay.close();
    }
}
