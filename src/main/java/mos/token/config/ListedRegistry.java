package mos.token.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A registry that the gateway serves besides Docker Hub and ghcr.io. It is asked without any
/// credential of the owner's, and nothing outside of what is listed here is followed.
///
/// @param host the exact name, in image names as at the network
/// @param realm the host of its token service, when that is another one, or null
/// @param blobs where its blobs may be redirected to: exact hosts, and suffixes with their leading
///   dot
public record ListedRegistry(String host, @Nullable String realm, Set<String> blobs) {
    private static final Set<String> SERVED_ANYWAY =
            Set.of(
                    "docker.io",
                    "index.docker.io",
                    "registry-1.docker.io",
                    "registry.hub.docker.com",
                    "ghcr.io");

    /// A letter begins the last part, so that no address fits: it would open what is inside.
    private static final Pattern NAME = Pattern.compile(".+\\.[a-z][^.]*");

    /// Without a setting. What is known of these is not repeated here.
    static final List<ListedRegistry> STANDARD =
            List.of(
                            "quay.io",
                            "registry.k8s.io",
                            "mcr.microsoft.com",
                            "gcr.io",
                            "lscr.io",
                            "codeberg.org")
                    .stream()
                    .map(ListedRegistry::parse)
                    .toList();

    public ListedRegistry {
        blobs = Set.copyOf(blobs);
    }

    /// Reads `HOST [realm=HOST] [blobs=HOST-or-.SUFFIX]…`.
    ///
    /// @throws IllegalArgumentException naming what is wrong with it
    static ListedRegistry parse(String text) {
        String[] words = text.strip().split(" +", -1);
        String host = name(words[0]);
        if (SERVED_ANYWAY.contains(host)) {
            throw new IllegalArgumentException("'" + host + "' is served anyway: drop it");
        }
        String realm = null;
        Set<String> blobs = new LinkedHashSet<>();
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            String value = word.substring(word.indexOf('=') + 1);
            if (word.startsWith("realm=") && realm == null) {
                realm = name(value);
            } else if (word.startsWith("blobs=.")) {
                blobs.add("." + name(value.substring(1)));
            } else if (word.startsWith("blobs=")) {
                blobs.add(name(value));
            } else {
                throw new IllegalArgumentException(
                        ("'%s': write HOST, then at most one realm=HOST, then any number of"
                                        + " blobs=HOST or blobs=.SUFFIX")
                                .formatted(word));
            }
        }
        return new ListedRegistry(host, realm, blobs);
    }

    private static String name(String text) {
        String host = UpstreamMap.host(text);
        if (!NAME.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a public host name: write it as in quay.io, no address and no name without a dot"
                            .formatted(text));
        }
        return host;
    }
}
