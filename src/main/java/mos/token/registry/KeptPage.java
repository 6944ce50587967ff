package mos.token.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import mos.token.content.Digest;
import org.jspecify.annotations.Nullable;

/// A page of the repositories of which something is kept, by name.
///
/// @param more whether there are others behind it
public record KeptPage(List<KeptRepository> repositories, boolean more) {
    public KeptPage {
        repositories = List.copyOf(repositories);
    }

    /// @param staying what is pinned
    static KeptPage of(
            List<KeptImages.Claim> claims, Set<Digest> staying, @Nullable String after, int limit) {
        Map<String, List<KeptImages.Claim>> repositories = new TreeMap<>();
        for (KeptImages.Claim claim : claims) {
            if (after == null || claim.repository().compareTo(after) > 0) {
                repositories.computeIfAbsent(claim.repository(), _ -> new ArrayList<>()).add(claim);
            }
        }
        return new KeptPage(
                repositories.entrySet().stream()
                        .limit(limit)
                        .map(each -> repository(each.getKey(), each.getValue(), staying))
                        .toList(),
                repositories.size() > limit);
    }

    private static KeptRepository repository(
            String name, List<KeptImages.Claim> claims, Set<Digest> staying) {
        Map<String, KeptRepository.Tag> tags = new TreeMap<>();
        Set<Digest> seen = new HashSet<>();
        long bytes = 0;
        long pinned = 0;
        Instant lastUse = Instant.EPOCH;
        for (KeptImages.Claim claim : claims) {
            boolean stays = staying.contains(claim.content());
            if (seen.add(claim.content())) {
                bytes += claim.size();
                pinned += stays ? claim.size() : 0;
                lastUse = claim.lastUse().isAfter(lastUse) ? claim.lastUse() : lastUse;
            }
            if (claim.tag() != null) {
                tags.put(
                        claim.tag(),
                        new KeptRepository.Tag(
                                claim.tag(),
                                claim.content().toString(),
                                claim.since(),
                                claim.checked(),
                                stays));
            }
        }
        return new KeptRepository(
                name, bytes, seen.size(), pinned, lastUse, List.copyOf(tags.values()));
    }
}
