package mos.token.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// `ghcr.io` with its token service: classic tokens only, all others are denied, also for what is
/// public. Nobody's log-in is needed for that.
final class GitHubImages {
    private static final String HOST = "ghcr.io";

    private final GitHubAccounts accounts;
    private final Violations violations;
    private final Map<String, String> owners = new ConcurrentHashMap<>();
    private volatile @Nullable ImageFront front;

    GitHubImages(GitHubAccounts accounts, Violations violations) {
        this.accounts = accounts;
        this.violations = violations;
    }

    /// Serves images from there.
    void content(DockerRegistry registry) {
        front =
                new ImageFront(
                        HOST,
                        "https://ghcr.io/token",
                        "pkg-containers.githubusercontent.com",
                        registry,
                        this::status,
                        violations);
    }

    /// Hides a package from all but this account.
    void hide(String name, String owner) {
        owners.put(name, owner);
    }

    Answer answer(Recorded request, InputStream body) throws IOException, InterruptedException {
        ImageFront images = front;
        boolean token = request.path().equals("/token");
        if (images != null && (!token || !request.query("scope").isEmpty())) {
            return token ? images.token(request) : images.answer(request, body);
        }
        if (!request.isGet() || !request.target().equals("/token?service=ghcr.io")) {
            violations.add("ghcr.io: only a log-in belongs here: " + request);
            return Answer.empty(404);
        }
        Optional<String> offered = request.header("Authorization");
        if (offered.isEmpty()) {
            violations.add("ghcr.io: a log-in without a credential");
        }
        return classic(offered).isPresent()
                ? Answer.json(200, "{\"token\":\"image-pull\"}")
                : Answer.json(
                        403, "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"requested\"}]}");
    }

    /// The host of the blobs.
    Answer blob(Recorded request, InputStream body) throws IOException, InterruptedException {
        ImageFront images = front;
        return images == null ? Answer.empty(404) : images.blob(request, body);
    }

    void plantInto(LeakSearch search) {
        ImageFront images = front;
        if (images != null) {
            images.tokens().forEach(t -> search.plant("a pull token of ghcr.io", t));
            images.signatures().forEach(s -> search.plant("a signed blob address", s));
        }
    }

    private int status(Optional<String> authorization, String repository) {
        Optional<GitHubAccounts.Token> login = classic(authorization);
        if (authorization.isPresent() && login.isEmpty()) {
            return 403;
        }
        String owner = owners.get(repository);
        boolean seen = owner == null || login.filter(l -> l.login().equals(owner)).isPresent();
        return seen ? 200 : authorization.isPresent() ? 403 : 401;
    }

    private Optional<GitHubAccounts.Token> classic(Optional<String> authorization) {
        return authorization
                .flatMap(value -> GitHubApi.knownBasic(value, HOST, accounts, violations))
                .filter(accounts::isLive)
                .filter(token -> token.scopes() != null);
    }

    void close() {
        ImageFront images = front;
        if (images != null) {
            images.close();
        }
    }
}
