package mos.token.registry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mos.token.config.ListedRegistry;
import mos.token.upstream.Redirects;
import org.jspecify.annotations.Nullable;

/// The registries that are served: Docker Hub, ghcr.io and what the owner listed. Any other host is
/// unknown, and nothing is asked there.
final class Registries {
    /// linuxserver.io's name for its images at ghcr.io: `lscr.io` answers with the challenge of
    /// `ghcr.io` and leads there, so its images are asked for, and kept, where they are.
    private static final String LINUXSERVER = "lscr.io";

    /// What is known of public registries, by their own pages for firewalls.
    private static final Map<String, Registry> KNOWN =
            List.of(
                            // access.redhat.com/articles/7001746: cdn.quay.io, cdn01.quay.io, …
                            blobsAt("quay.io", Set.of(), Set.of(".quay.io")),
                            // One redirector for everything, to Artifact Registry; blobs also to
                            // S3 (kubernetes/registry.k8s.io, request-handling.md).
                            Registry.anonymous(
                                    "registry.k8s.io",
                                    Set.of(),
                                    new Redirects(
                                            Set.of("storage.googleapis.com"),
                                            Set.of(".pkg.dev", ".amazonaws.com")),
                                    new Redirects(Set.of(), Set.of(".pkg.dev"))),
                            blobsAt(
                                    "mcr.microsoft.com",
                                    Set.of(),
                                    Set.of(".data.mcr.microsoft.com")),
                            blobsAt("gcr.io", Set.of("storage.googleapis.com"), Set.of(".pkg.dev")))
                    .stream()
                    .collect(Collectors.toUnmodifiableMap(Registry::name, known -> known));

    /// A repository, and the value of `ns` when that is how it was found.
    record Named(Repository repository, @Nullable String namespace) {}

    private final List<Registry> all;

    /// Docker Hub, ghcr.io and these.
    Registries(List<ListedRegistry> listed) {
        List<Registry> registries = new ArrayList<>();
        registries.add(Registry.DOCKER_HUB);
        boolean linuxserver = listed.stream().anyMatch(one -> one.host().equals(LINUXSERVER));
        registries.add(linuxserver ? Registry.GITHUB.alias(LINUXSERVER) : Registry.GITHUB);
        listed.stream()
                .filter(one -> !one.host().equals(LINUXSERVER))
                .map(Registries::registry)
                .forEach(registries::add);
        all = List.copyOf(registries);
    }

    private static Registry registry(ListedRegistry listed) {
        Registry known = KNOWN.get(listed.host());
        Set<String> hosts = new HashSet<>(Set.of(listed.host()));
        Set<String> suffixes = new HashSet<>();
        listed.blobs().forEach(blobs -> (blobs.startsWith(".") ? suffixes : hosts).add(blobs));
        if (known != null) {
            hosts.addAll(known.blobs().hosts());
            suffixes.addAll(known.blobs().suffixes());
        }
        return Registry.anonymous(
                listed.host(),
                listed.realm() == null ? Set.of() : Set.of(listed.realm()),
                new Redirects(Set.copyOf(hosts), Set.copyOf(suffixes)),
                known == null ? Redirects.NONE : known.answers());
    }

    private static Registry blobsAt(String host, Set<String> hosts, Set<String> suffixes) {
        return Registry.anonymous(host, Set.of(), new Redirects(hosts, suffixes), Redirects.NONE);
    }

    /// The registry of an exact host name, as written in image names.
    Optional<Registry> of(String host) {
        return all.stream().filter(registry -> registry.aliases().contains(host)).findFirst();
    }

    /// The names of all, as a person reads them.
    String names() {
        return all.stream().map(Registry::name).collect(Collectors.joining(", "));
    }

    /// Finds the repository of `/v2/HOST/NAME`, `/v2/NAME?ns=HOST`, or plain `/v2/NAME`, which is
    /// Docker Hub's. The host in the path wins over `ns`. Empty for any host that is not listed:
    /// nothing outside is asked then.
    ///
    /// @param path the name in the path, of correct grammar
    /// @param ns the query parameter, or null
    Optional<Named> find(String path, @Nullable String ns) {
        int slash = path.indexOf('/');
        if (slash > 0) {
            Optional<Registry> prefix = of(path.substring(0, slash));
            if (prefix.isPresent()) {
                return Optional.of(
                        new Named(Repository.in(prefix.get(), path.substring(slash + 1)), null));
            }
        }
        if (ns != null) {
            return of(ns).map(registry -> new Named(Repository.in(registry, path), ns));
        }
        // A dot in the first of several parts is a host, as every client reads it.
        boolean otherHost =
                slash > 0
                        && (path.lastIndexOf('.', slash) >= 0
                                || path.substring(0, slash).equals("localhost"));
        return otherHost
                ? Optional.empty()
                : Optional.of(new Named(Repository.in(Registry.DOCKER_HUB, path), null));
    }
}
