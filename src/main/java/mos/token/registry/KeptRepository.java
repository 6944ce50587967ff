package mos.token.registry;

import java.time.Instant;
import java.util.List;

/// What is kept of a repository.
///
/// @param name with its host: `docker.io/library/nginx`
/// @param bytes of its contents; what other repositories have too is counted by each of them
/// @param lastUse of any of its contents
/// @param tags those whose manifest is kept, by name
public record KeptRepository(
        String name, long bytes, int contents, long pinnedBytes, Instant lastUse, List<Tag> tags) {
    public KeptRepository {
        tags = List.copyOf(tags);
    }

    /// A tag.
    ///
    /// @param digest of its manifest, or of the index of its platforms
    /// @param since when that was kept
    /// @param checked when the registry last said that the tag stands for it
    public record Tag(String name, String digest, Instant since, Instant checked, boolean pinned) {}
}
