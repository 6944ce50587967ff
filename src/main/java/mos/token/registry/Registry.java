package mos.token.registry;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import mos.token.upstream.Redirects;
import org.jspecify.annotations.Nullable;

/// A registry that this door serves.
///
/// @param name the host in image names, and in keys of what is kept
/// @param host the exact host of its API
/// @param aliases other hosts in image names that mean the same registry
/// @param realm the one token service that may see a credential
/// @param service the service of ours whose token is spent there, or null for none
/// @param officialPrefix whether names of one word get `library/` in front
/// @param blobs where its blobs may be redirected to
record Registry(
        String name,
        String host,
        Set<String> aliases,
        String realm,
        @Nullable String service,
        boolean officialPrefix,
        Redirects blobs) {

    /// Docker Hub. The content networks are those of its own allow-list page; signed addresses, so
    /// suffixes are enough: no credential goes there and every byte is checked by digest.
    static final Registry DOCKER_HUB =
            new Registry(
                    "docker.io",
                    "registry-1.docker.io",
                    Set.of(
                            "docker.io",
                            "index.docker.io",
                            "registry-1.docker.io",
                            "registry.hub.docker.com"),
                    "https://auth.docker.io/token",
                    "dockerhub",
                    true,
                    new Redirects(
                            Set.of(),
                            Set.of(".docker.com", ".docker.io", ".r2.cloudflarestorage.com")));

    /// GitHub's container registry.
    static final Registry GITHUB =
            new Registry(
                    "ghcr.io",
                    "ghcr.io",
                    Set.of("ghcr.io"),
                    "https://ghcr.io/token",
                    "github",
                    false,
                    new Redirects(Set.of(), Set.of(".githubusercontent.com")));

    /// All that are served.
    static final List<Registry> ALL = List.of(DOCKER_HUB, GITHUB);

    /// The registry of an exact host name, as written in image names.
    static Optional<Registry> of(String host) {
        return ALL.stream().filter(registry -> registry.aliases().contains(host)).findFirst();
    }

    /// The exact host of the token service.
    String realmHost() {
        return java.net.URI.create(realm).getHost();
    }
}
