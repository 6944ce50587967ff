package mos.token.testkit;

import java.util.List;

/// A pushed image or index: where it is and the digests of what it consists of. `config` is empty
/// for an index, whose `parts` are its platform manifests; those of an image are its layers.
public record Image(
        String repository,
        String tag,
        String mediaType,
        String digest,
        long size,
        String config,
        List<String> parts) {
    public Image {
        parts = List.copyOf(parts);
    }
}
