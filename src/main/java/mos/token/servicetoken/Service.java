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
    DOCKERHUB("dockerhub", "Docker Hub");

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

    /// The hosts, in lower case; the first one decides whether the token is good.
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
