package mos.token.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import mos.token.upstream.Redirects;
import org.jspecify.annotations.Nullable;

/// A registry that this door serves.
///
/// @param name the host in image names, and in keys of what is kept
/// @param host the exact host of its API
/// @param aliases other hosts in image names that mean the same registry
/// @param realms the token services that may be asked: an exact address where a credential is
///   shown; one that ends in `/` stands for every path at its host
/// @param service the service of ours whose token is spent there, or null for none
/// @param officialPrefix whether names of one word get `library/` in front
/// @param blobs where its blobs may be redirected to
/// @param answers where everything else may be redirected to
record Registry(
        String name,
        String host,
        Set<String> aliases,
        List<String> realms,
        @Nullable String service,
        boolean officialPrefix,
        Redirects blobs,
        Redirects answers) {

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
                    List.of("https://auth.docker.io/token"),
                    "dockerhub",
                    true,
                    new Redirects(
                            Set.of(),
                            Set.of(".docker.com", ".docker.io", ".r2.cloudflarestorage.com")),
                    Redirects.NONE);

    /// GitHub's container registry.
    static final Registry GITHUB =
            new Registry(
                    "ghcr.io",
                    "ghcr.io",
                    Set.of("ghcr.io"),
                    List.of("https://ghcr.io/token"),
                    "github",
                    false,
                    new Redirects(Set.of(), Set.of(".githubusercontent.com")),
                    Redirects.NONE);

    /// A registry for which no token of the owner's is lent.
    ///
    /// @param realmHosts hosts of its token service besides its own
    static Registry anonymous(
            String host, Set<String> realmHosts, Redirects blobs, Redirects answers) {
        Set<String> hosts = new HashSet<>(realmHosts);
        hosts.remove(host);
        List<String> realms =
                Stream.concat(Stream.of(host), hosts.stream().sorted())
                        .map(each -> "https://" + each + "/")
                        .toList();
        return new Registry(host, host, Set.of(host), realms, null, false, blobs, answers);
    }

    /// The same registry under one more host in image names.
    Registry alias(String alias) {
        Set<String> more = new HashSet<>(aliases);
        more.add(alias);
        return new Registry(
                name, host, Set.copyOf(more), realms, service, officialPrefix, blobs, answers);
    }

    /// The token service that a challenge names, when it is listed; empty for any other: it would
    /// be shown the owner's credential, or be a request that a stranger makes us send.
    Optional<URI> realm(String asked) {
        boolean listed =
                realms.stream()
                        .anyMatch(realm ->
                                realm.endsWith("/")
                                        ? asked.startsWith(realm)
                                        : asked.equals(realm));
        try {
            return Optional.of(new URI(asked))
                    .filter(uri ->
                            listed && uri.getRawQuery() == null && uri.getRawFragment() == null);
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    /// The exact host of the token service.
    String realmHost() {
        return URI.create(realms.getFirst()).getHost();
    }

    /// Where an answer may be redirected to.
    ///
    /// @param path behind the repository's name, for example `manifests/latest`
    Redirects redirects(String path) {
        return path.startsWith("blobs/") ? blobs : answers;
    }
}
