package mos.token.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mos.token.config.Config;
import mos.token.content.Contents;
import mos.token.content.Digest;
import mos.token.content.Pinned;
import mos.token.content.StoredContent;
import mos.token.store.Database;
import mos.token.store.Row;
import mos.token.store.Transaction;

/// The images that stay. A pin is a repository and a tag or digest; what it keeps is found anew
/// each time: its manifest, the manifests of the platforms, their configurations and layers. A tag
/// that moves takes its pin along once its new manifest is kept.
public final class Pins implements Pinned {
    /// As many as a person can oversee.
    static final int MOST = 1_000;

    /// A pin.
    record Pin(ImageName image, Instant since) {}

    private final Database database;
    private final Registries registries;

    /// A manifest never changes: it is read once.
    private final Cache<Digest, Parts> parts = Caffeine.newBuilder().maximumSize(10_000).build();

    /// Remembers in `database` what is of a registry that `config` serves.
    public Pins(Database database, Config.Gateway config) {
        this.database = database;
        this.registries = new Registries(config.registries());
    }

    /// All pins, by name.
    List<Pin> list() {
        return database
                .read(query ->
                        query.rows(
                                "select host, repository, reference, pinned_at from content_pin"
                                        + " order by host, repository, reference"))
                .stream()
                .flatMap(row -> read(row).stream())
                .toList();
    }

    /// Empty for a pin of a registry that is not served any more.
    private Optional<Pin> read(Row row) {
        Optional<Reference> reference = Reference.parse(row.text("reference"));
        return registries
                .of(row.text("host"))
                .map(registry -> new Repository(registry, row.text("repository")))
                .flatMap(repository -> reference.map(known -> new ImageName(repository, known)))
                .map(image -> new Pin(image, row.time("pinned_at")));
    }

    void add(Transaction change, ImageName image, Instant now) {
        change.update(
                "insert into content_pin (host, repository, reference, pinned_at)"
                        + " values (?, ?, ?, ?) on conflict do nothing",
                image.repository().registry().name(),
                image.repository().name(),
                image.reference().toString(),
                now);
    }

    boolean remove(Transaction change, ImageName image) {
        return change.update(
                        "delete from content_pin where host = ? and repository = ?"
                                + " and reference = ?",
                        image.repository().registry().name(),
                        image.repository().name(),
                        image.reference().toString())
                > 0;
    }

    @Override
    public Set<Digest> among(Contents kept) {
        Set<Digest> all = new HashSet<>();
        list().forEach(pin -> all.addAll(of(pin.image(), kept)));
        return all;
    }

    /// The SHA-256 of everything that a pin of this image keeps.
    Set<Digest> of(ImageName image, Contents kept) {
        Set<Digest> found = new HashSet<>();
        manifests(image).forEach(manifest -> add(manifest, kept, found));
        return found;
    }

    private void add(Digest digest, Contents kept, Set<Digest> found) {
        Optional<Digest> sha256 = kept.sha256(digest);
        if (sha256.isEmpty() || !found.add(sha256.get())) {
            return;
        }
        Parts named = parts.get(sha256.get(), unread -> read(unread, kept));
        if (named != null) {
            named.manifests().forEach(one -> add(one.digest(), kept, found));
            named.blobs().forEach(blob -> kept.sha256(blob.digest()).ifPresent(found::add));
        }
    }

    /// Null, which is not remembered, for what is not kept: the platforms that nobody pulled.
    @SuppressWarnings("NullAway") // how a Caffeine loader says that there is nothing to remember
    private static Parts read(Digest sha256, Contents kept) {
        try {
            Optional<StoredContent> stored = kept.peek(sha256);
            if (stored.isEmpty()) {
                return null;
            }
            try (StoredContent content = stored.get()) {
                if (content.size() > Manifests.LARGEST) {
                    return Parts.NONE;
                }
                byte[] bytes = content.bytesUpTo(Manifests.LARGEST);
                // What the disk damaged must not be remembered beyond its scrub.
                return Digest.of(bytes).equals(sha256) ? Parts.of(bytes) : null;
            }
        } catch (IOException e) {
            // Nothing is evicted on a guess at what is pinned.
            throw new UncheckedIOException(e);
        }
    }

    /// The manifests that the image stands for; of a tag that moved also the one before.
    private List<Digest> manifests(ImageName image) {
        return switch (image.reference()) {
            case Reference.ByDigest(Digest digest) -> List.of(digest);
            case Reference.Tag tag ->
                    database
                            .read(query ->
                                    query.rows(
                                            "select digest from cache_entry"
                                                    + " where key in (?, ?, ?, ?)",
                                            ManifestKeys.all(image.repository(), tag).toArray()))
                            .stream()
                            .flatMap(row -> row.textIf("digest").stream())
                            .flatMap(digest -> Digest.parse(digest).stream())
                            .toList();
        };
    }
}
