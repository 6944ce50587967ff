package mos.token.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mos.token.content.Digest;
import mos.token.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a manifest names (OCI image spec, "Image Manifest" and "Image Index"; Docker's schema 2
/// looks the same).
///
/// @param manifests of an index: the manifests of its platforms
/// @param blobs of an image: its configuration and layers
record Parts(List<Platform> manifests, List<Blob> blobs) {
    /// Nothing, or nothing that we understand.
    static final Parts NONE = new Parts(List.of(), List.of());

    /// One platform of an index.
    ///
    /// @param name `linux/amd64` or `linux/arm/v7`; null when the index does not say
    record Platform(Digest digest, @Nullable String name) {
        /// Whether it is one of these; `linux/arm` stands for all its variants.
        boolean isOneOf(Set<String> platforms) {
            return name != null
                    && platforms.stream()
                            .anyMatch(one -> name.equals(one) || name.startsWith(one + "/"));
        }
    }

    /// A blob.
    ///
    /// @param size its bytes, as the manifest says
    record Blob(Digest digest, long size) {}

    /// Reads a manifest; [#NONE] for what is none.
    static Parts of(byte[] manifest) {
        JsonNode root;
        try {
            root = Json.read(manifest);
        } catch (Json.Malformed _) {
            return NONE;
        }
        List<Platform> manifests = new ArrayList<>();
        for (JsonNode one : root.path("manifests").values()) {
            digest(one).ifPresent(digest -> manifests.add(new Platform(digest, platform(one))));
        }
        List<Blob> blobs = new ArrayList<>();
        digest(root.path("config")).ifPresent(d -> blobs.add(blob(d, root.path("config"))));
        for (JsonNode layer : root.path("layers").values()) {
            // Windows base layers that only their vendor gives out are in no registry.
            if (!layer.has("urls")) {
                digest(layer).ifPresent(digest -> blobs.add(blob(digest, layer)));
            }
        }
        return new Parts(List.copyOf(manifests), blobs.stream().distinct().toList());
    }

    /// The platforms that an index names.
    Set<String> platforms() {
        Set<String> names = new TreeSet<>();
        for (Platform one : manifests) {
            if (one.name() != null && !one.name().startsWith("unknown/")) {
                names.add(one.name());
            }
        }
        return names;
    }

    private static Blob blob(Digest digest, JsonNode descriptor) {
        return new Blob(digest, Math.max(0, descriptor.path("size").asLong(0)));
    }

    private static Optional<Digest> digest(JsonNode descriptor) {
        return Digest.parse(descriptor.path("digest").asString(""));
    }

    private static @Nullable String platform(JsonNode descriptor) {
        JsonNode platform = descriptor.path("platform");
        String os = platform.path("os").asString("");
        String architecture = platform.path("architecture").asString("");
        if (os.isEmpty() || architecture.isEmpty()) {
            return null;
        }
        String variant = platform.path("variant").asString("");
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
