package mos.token.testkit;

import java.util.Optional;

/// The token service of `ghcr.io`, as far as a log-in needs it: classic tokens only, all others are
/// denied.
final class GitHubImages {
    private final GitHubAccounts accounts;
    private final Violations violations;

    GitHubImages(GitHubAccounts accounts, Violations violations) {
        this.accounts = accounts;
        this.violations = violations;
    }

    Answer answer(Recorded request) {
        if (!request.isGet() || !request.target().equals("/token?service=ghcr.io")) {
            violations.add("ghcr.io: only a log-in belongs here: " + request);
            return Answer.empty(404);
        }
        Optional<String> offered = request.header("Authorization");
        if (offered.isEmpty()) {
            violations.add("ghcr.io: a log-in without a credential");
        }
        boolean taken =
                offered.flatMap(value ->
                                GitHubApi.knownBasic(value, "ghcr.io", accounts, violations))
                        .filter(accounts::isLive)
                        .filter(token -> token.scopes() != null)
                        .isPresent();
        return taken
                ? Answer.json(200, "{\"token\":\"image-pull\"}")
                : Answer.json(
                        403, "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"requested\"}]}");
    }
}
