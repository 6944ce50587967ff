package mos.token.registry;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A repository of a registry, found from the name forms that clients use.
///
/// @param name the name at the registry
record Repository(Registry registry, String name) {

    /// Finds the repository of `/v2/HOST/NAME`, `/v2/NAME?ns=HOST`, or plain `/v2/NAME`, which is
    /// Docker Hub's. The host in the path wins over `ns`. Empty for any host that is not listed:
    /// nothing outside is asked then.
    ///
    /// @param path the name in the path, of correct grammar
    /// @param ns the query parameter, or null
    static Optional<Repository> find(String path, @Nullable String ns) {
        int slash = path.indexOf('/');
        if (slash > 0) {
            Optional<Registry> prefix = Registry.of(path.substring(0, slash));
            if (prefix.isPresent()) {
                return Optional.of(in(prefix.get(), path.substring(slash + 1)));
            }
        }
        if (ns != null) {
            return Registry.of(ns).map(registry -> in(registry, path));
        }
        // A dot in the first of several parts is a host, as every client reads it.
        boolean otherHost =
                slash > 0
                        && (path.lastIndexOf('.', slash) >= 0
                                || path.substring(0, slash).equals("localhost"));
        return otherHost ? Optional.empty() : Optional.of(in(Registry.DOCKER_HUB, path));
    }

    private static Repository in(Registry registry, String name) {
        boolean official = registry.officialPrefix() && name.indexOf('/') < 0;
        return new Repository(registry, official ? "library/" + name : name);
    }

    /// The name in log lines and keys.
    @Override
    public String toString() {
        return registry.name() + "/" + name;
    }
}
