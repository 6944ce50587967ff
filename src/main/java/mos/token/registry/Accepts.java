package mos.token.registry;

import java.util.List;
import java.util.Locale;

/// Which manifests a client takes. Upstreams are always asked for all of them in one line: without
/// the list types they may answer with a single platform's manifest, of another digest.
enum Accepts {
    /// Indexes too: nearly every client.
    ALL(
            "application/vnd.oci.image.index.v1+json, "
                    + "application/vnd.docker.distribution.manifest.list.v2+json, "
                    + "application/vnd.oci.image.manifest.v1+json, "
                    + "application/vnd.docker.distribution.manifest.v2+json"),
    /// Single manifests only: the same tag may answer something else then.
    SINGLE(
            "application/vnd.oci.image.manifest.v1+json, "
                    + "application/vnd.docker.distribution.manifest.v2+json");

    private final String line;

    Accepts(String line) {
        this.line = line;
    }

    /// The `Accept` line for the upstream.
    String line() {
        return line;
    }

    /// What a client's `Accept` lines, joined (RFC 9110 §5.3), stand for.
    static Accepts of(List<String> lines) {
        String joined = String.join(",", lines).toLowerCase(Locale.ROOT);
        boolean single = false;
        for (String part : joined.split(",", -1)) {
            int semicolon = part.indexOf(';');
            String type = (semicolon < 0 ? part : part.substring(0, semicolon)).strip();
            switch (type) {
                case "*/*",
                        "application/*",
                        "application/vnd.oci.image.index.v1+json",
                        "application/vnd.docker.distribution.manifest.list.v2+json" -> {
                    return ALL;
                }
                case "application/vnd.oci.image.manifest.v1+json",
                        "application/vnd.docker.distribution.manifest.v2+json" ->
                        single = true;
                default -> {
                    // Other types say nothing of what we could choose between.
                }
            }
        }
        return single ? SINGLE : ALL;
    }
}
