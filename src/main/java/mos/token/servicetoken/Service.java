package mos.token.servicetoken;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// An outside service that we hold a token for, and the exact hosts that may see it.
public enum Service {
    /// GitHub: REST, files, archives, git, and the container registry's token service.
    GITHUB("github", "GitHub"),
    /// Docker Hub: the token service, the registry, and the log-in that tells a token's level.
    DOCKERHUB("dockerhub", "Docker Hub"),
    /// Codeberg, a Forgejo of its own.
    CODEBERG("codeberg", "Codeberg"),
    /// A Gitea or Forgejo of the owner's, whose host is entered with the token.
    GITEA("gitea", "Gitea or Forgejo");

    private final String key;
    private final String label;

    Service(String key, String label) {
        this.key = key;
        this.label = label;
    }

    /// The name in the API and in the database.
    public String key() {
        return key;
    }

    /// The name for people.
    public String label() {
        return label;
    }

    /// The hosts, in lower case; the first one decides whether the token is good. Empty when the
    /// host is entered with the token.
    public List<String> hosts() {
        return switch (this) {
            case GITHUB ->
                    List.of(
                            "api.github.com",
                            "raw.githubusercontent.com",
                            "codeload.github.com",
                            "github.com",
                            "ghcr.io");
            case DOCKERHUB -> List.of("auth.docker.io", "registry-1.docker.io", "hub.docker.com");
            case CODEBERG -> List.of("codeberg.org");
            case GITEA -> List.of();
        };
    }

    /// Whether the service tells when a token ends; for the others the owner may enter it.
    public boolean tellsExpiry() {
        return this == GITHUB;
    }

    /// Whether a token is written with something before its first colon: `USERNAME:TOKEN` or
    /// `HOST:TOKEN`.
    boolean pair() {
        return this == DOCKERHUB || this == GITEA;
    }

    /// Where a leaked token is revoked; for [#GITEA] a path on its host.
    public String revokeAt() {
        return switch (this) {
            case GITHUB -> "https://github.com/settings/tokens";
            case DOCKERHUB -> "https://app.docker.com/settings/personal-access-tokens";
            case CODEBERG -> "https://codeberg.org/user/settings/applications";
            case GITEA -> "/user/settings/applications";
        };
    }

    /// The service of that exact key.
    public static Optional<Service> known(String key) {
        return Arrays.stream(values()).filter(s -> s.key.equals(key)).findFirst();
    }

    /// All keys, for error messages: `github, dockerhub`.
    public static String keys() {
        return Arrays.stream(values()).map(Service::key).collect(Collectors.joining(", "));
    }
}
