package mos.token.registry;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import mos.token.content.Contents;
import mos.token.content.Digest;
import mos.token.content.Incoming;

/// Fetches an image as a client would pull it, so that afterwards nobody upstream needs to be asked
/// for it.
final class Warmer {
    /// Hears how far it is.
    interface Progress {
        /// The bytes of all configurations and layers.
        void total(long bytes);

        /// So many more of them are there.
        void came(long bytes);
    }

    private final Manifests manifests;
    private final Blobs blobs;
    private final PublicLook publicLook;
    private final Contents contents;

    Warmer(Manifests manifests, Blobs blobs, PublicLook publicLook, Contents contents) {
        this.manifests = manifests;
        this.blobs = blobs;
        this.publicLook = publicLook;
        this.contents = contents;
    }

    /// Fetches what is not kept yet.
    ///
    /// @param platforms of an index: those to fetch
    /// @throws IOException its message, for a person, says why the image is not all there
    void load(ImageName image, Set<String> platforms, Progress progress) throws IOException {
        Repository repository = image.repository();
        // First, as for a client without a token: what is public is then kept as public, and such
        // clients are let in later although nobody can be asked.
        publicLook.isPublic(repository, "manifests/" + image.reference());
        Set<Parts.Blob> parts = new LinkedHashSet<>();
        Parts top = manifest(repository, image.reference());
        parts.addAll(top.blobs());
        for (Parts.Platform platform : chosen(top, platforms)) {
            parts.addAll(manifest(repository, new Reference.ByDigest(platform.digest())).blobs());
        }
        progress.total(parts.stream().mapToLong(Parts.Blob::size).sum());
        for (Parts.Blob part : parts) {
            load(repository, part, progress);
        }
    }

    private static List<Parts.Platform> chosen(Parts index, Set<String> platforms) throws Trouble {
        List<Parts.Platform> chosen = new ArrayList<>();
        for (Parts.Platform one : index.manifests()) {
            if (one.isOneOf(platforms)) {
                chosen.add(one);
            }
        }
        if (chosen.isEmpty() && !index.manifests().isEmpty()) {
            throw new Trouble(
                    Trouble.Kind.NOT_FOUND,
                    "it is not there for %s, but for %s"
                            .formatted(
                                    String.join(", ", platforms),
                                    String.join(", ", index.platforms())));
        }
        return chosen;
    }

    private Parts manifest(Repository repository, Reference reference) throws IOException {
        Manifests.Known known = manifests.resolve(repository, reference, Accepts.ALL);
        Manifests.Found found = manifests.get(repository, reference, Accepts.ALL, known);
        if (found.known().stale() != null) {
            throw new Trouble(
                    Trouble.Kind.UNAVAILABLE,
                    "an earlier copy is kept, but whether it is the newest cannot be asked: "
                            + found.known().stale());
        }
        assertKept(found.known().digest());
        return Parts.of(found.bytes());
    }

    private void load(Repository repository, Parts.Blob part, Progress progress)
            throws IOException {
        switch (blobs.get(repository, part.digest())) {
            case Blobs.Blob.Stored stored -> {
                stored.content().close();
                progress.came(part.size());
            }
            case Blobs.Blob.Arriving(Incoming incoming) -> {
                try (incoming) {
                    follow(incoming, part, progress);
                }
            }
        }
        assertKept(part.digest());
    }

    private static void follow(Incoming incoming, Parts.Blob part, Progress progress)
            throws IOException {
        if (incoming.length() >= 0) {
            incoming.copyTo(
                    (_, _, length) -> progress.came(length),
                    OutputStream.nullOutputStream(),
                    0,
                    incoming.length());
        }
        incoming.await(); // a reader has everything before the disk does
        if (incoming.length() < 0) {
            progress.came(part.size());
        }
    }

    private void assertKept(Digest digest) throws IOException {
        if (!contents.has(digest)) {
            throw new IOException(
                    "there is no room to keep it: free some space on the disk, or raise"
                            + " gateway.content-bytes");
        }
    }
}
