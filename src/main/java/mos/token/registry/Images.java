package mos.token.registry;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.content.Contents;
import mos.token.content.Digest;
import mos.token.content.Stock;
import mos.token.servicetoken.Service;
import mos.token.servicetoken.ServiceTokens;
import mos.token.store.Database;
import org.jspecify.annotations.Nullable;

/// The images that are kept: what there is, what goes, what stays, what comes before anybody asks
/// for it. Whoever may read `registry` sees private ones too, as they may pull them.
public final class Images implements AutoCloseable {
    /// Images of one order.
    public static final int MOST_IMAGES = 100;

    private static final int MOST_PLATFORMS = 20;
    private static final Pattern PLATFORM =
            Pattern.compile("[a-z0-9]{1,20}/[a-z0-9_]{1,20}(/[a-z0-9.]{1,20})?");

    private final Access access;
    private final Contents contents;
    private final Pins pins;
    private final KeptImages kept;
    private final Warmings warmings;
    private final ServiceTokens serviceTokens;
    private final Registries registries;
    private final Clock clock;

    Images(
            Access access,
            Database database,
            Contents contents,
            Pins pins,
            Warmer warmer,
            ServiceTokens serviceTokens,
            Registries registries,
            Clock clock) {
        this.access = access;
        this.contents = contents;
        this.pins = pins;
        this.kept = new KeptImages(database);
        this.warmings = new Warmings(warmer, clock);
        this.serviceTokens = serviceTokens;
        this.registries = registries;
        this.clock = clock;
    }

    /// How full the cache is, and what is pinned.
    public KeptTotals totals(Caller caller) {
        looks(caller);
        List<KeptTotals.Pin> pinned = new ArrayList<>();
        Set<Digest> all = new HashSet<>();
        for (Pins.Pin pin : pins.list()) {
            Set<Digest> some = pins.of(pin.image(), contents);
            all.addAll(some);
            pinned.add(
                    new KeptTotals.Pin(
                            pin.image().toString(), pin.since(), contents.stock().bytes(some)));
        }
        Stock.Totals totals = contents.stock().totals();
        return new KeptTotals(
                totals.bytes(),
                contents.stock().limit(),
                totals.contents(),
                contents.stock().bytes(all),
                contents.stock().mostPinned(),
                pinned);
    }

    /// The repositories of which something is kept, by name.
    ///
    /// @param after only those behind this name; null for all
    /// @param limit at most so many
    public KeptPage list(Caller caller, @Nullable String after, int limit) {
        looks(caller);
        contents.stock().writeUses();
        return KeptPage.of(kept.claims(), pins.among(contents), after, limit);
    }

    /// Drops what is asked for, but nothing that somebody reads or, unless asked, that is pinned. A
    /// content that another repository has too goes only with the last of them.
    ///
    /// @throws IllegalArgumentException when the repository's name is malformed or not served
    public Pruned prune(Caller caller, PruneQuery query) {
        String one =
                query.repository() == null
                        ? null
                        : ImageName.repository(query.repository(), registries).toString();
        access.require(caller, Resource.REGISTRY, Level.WRITE);
        contents.stock().writeUses();
        Set<Digest> staying = query.pinned() ? Set.of() : pins.among(contents);
        Instant before =
                query.unusedFor() == null ? null : clock.instant().minus(query.unusedFor());
        List<KeptImages.Claim> released = new ArrayList<>();
        Map<Digest, Long> going = new HashMap<>();
        Set<Digest> held = new HashSet<>();
        for (KeptImages.Claim claim : kept.claims()) {
            boolean goes =
                    (one == null || claim.repository().equals(one))
                            && (before == null || claim.lastUse().isBefore(before))
                            && !staying.contains(claim.content());
            if (goes) {
                released.add(claim);
                going.put(claim.content(), claim.size());
            } else {
                held.add(claim.content());
            }
        }
        going.keySet().removeAll(held);
        access.change(
                caller,
                Resource.REGISTRY,
                "registry.prune",
                change -> {
                    change.audited(one == null ? "" : one, words(query));
                    KeptImages.forget(change, released);
                    return released.size();
                });
        return drop(going);
    }

    private Pruned drop(Map<Digest, Long> going) {
        int dropped = 0;
        long bytes = 0;
        for (Map.Entry<Digest, Long> each : going.entrySet()) {
            if (contents.drop(each.getKey())) {
                dropped++;
                bytes += each.getValue();
            }
        }
        return new Pruned(dropped, bytes, going.size() - dropped);
    }

    private static String words(PruneQuery query) {
        String which =
                query.unusedFor() == null
                        ? "everything"
                        : "not used for " + query.unusedFor().toMinutes() + " minutes";
        return query.pinned() ? which + ", pinned too" : which;
    }

    /// Pins an image, kept or not.
    ///
    /// @throws IllegalArgumentException when the image's name is malformed or not served
    public Pinning pin(Caller caller, String name) {
        ImageName image = ImageName.parse(name, registries);
        access.require(caller, Resource.REGISTRY, Level.WRITE);
        if (pins.list().size() >= Pins.MOST) {
            return new Pinning.TooMany(Pins.MOST);
        }
        Set<Digest> own = pins.of(image, contents);
        Set<Digest> all = new HashSet<>(own);
        all.addAll(pins.among(contents));
        long bytes = contents.stock().bytes(all);
        if (bytes > contents.stock().mostPinned()) {
            return new Pinning.TooLarge(bytes, contents.stock().mostPinned());
        }
        access.change(
                caller,
                Resource.REGISTRY,
                "registry.pin",
                change -> {
                    change.audited(image.toString(), "");
                    pins.add(change, image, clock.instant());
                    return image;
                });
        return new Pinning.Done(image.toString(), contents.stock().bytes(own));
    }

    /// Takes a pin away; says whether there was one.
    ///
    /// @throws IllegalArgumentException when the image's name is malformed or not served
    public boolean unpin(Caller caller, String name) {
        ImageName image = ImageName.parse(name, registries);
        return access.change(
                caller,
                Resource.REGISTRY,
                "registry.unpin",
                change -> {
                    boolean there = pins.remove(change, image);
                    change.audited(image.toString(), there ? "" : "was not pinned");
                    return there;
                });
    }

    /// Begins to fetch images; empty when too many orders are not over yet.
    ///
    /// @param platforms of images for several: those to fetch, as `linux/amd64`
    /// @throws IllegalArgumentException when a name or platform is malformed or not served
    public Optional<Warming> warm(Caller caller, Collection<String> names, Set<String> platforms) {
        if (names.isEmpty() || names.size() > MOST_IMAGES) {
            throw new IllegalArgumentException("images must name 1 to " + MOST_IMAGES + " images");
        }
        if (platforms.isEmpty()
                || platforms.size() > MOST_PLATFORMS
                || !platforms.stream().allMatch(one -> PLATFORM.matcher(one).matches())) {
            throw new IllegalArgumentException(
                    "platforms must be 1 to "
                            + MOST_PLATFORMS
                            + " like linux/amd64 or linux/arm/v7");
        }
        List<ImageName> images =
                names.stream().map(name -> ImageName.parse(name, registries)).distinct().toList();
        access.change(
                caller,
                Resource.REGISTRY,
                "registry.warm",
                change -> {
                    for (ImageName image : images) {
                        change.audited(image.toString(), String.join(", ", platforms));
                    }
                    return images.size();
                });
        for (ImageName image : images) {
            Optional.ofNullable(image.repository().registry().service())
                    .flatMap(Service::known)
                    .ifPresent(service -> serviceTokens.asked(service, caller));
        }
        return warmings.start(images, platforms);
    }

    /// How far an order to fetch images has come.
    public Optional<Warming> warming(Caller caller, String id) {
        looks(caller);
        return warmings.find(id);
    }

    /// Stops an order. What was fetched stays; the blob that is on its way still comes.
    public Optional<Warming> cancelWarming(Caller caller, String id) {
        access.require(caller, Resource.REGISTRY, Level.WRITE);
        Optional<Warming> found = warmings.cancel(id);
        if (found.isPresent()) {
            access.change(
                    caller,
                    Resource.REGISTRY,
                    "registry.warm-cancel",
                    change -> {
                        change.audited(id, "");
                        return id;
                    });
        }
        return found;
    }

    private void looks(Caller caller) {
        access.require(caller, Resource.REGISTRY, Level.READ);
        access.seen(caller, "registry.cache", "");
    }

    /// Stops fetching.
    @Override
    public void close() {
        warmings.close();
    }
}
