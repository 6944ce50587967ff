package mos.token.content;

import java.util.Set;

/// Knows which contents stay whatever room is needed. Who pins, and by which names, is not for this
/// package to know.
@FunctionalInterface
public interface Pinned {
    /// Nothing stays.
    Pinned NONE = _ -> Set.of();

    /// The SHA-256 of everything that stays now; what is not kept may be among it.
    ///
    /// @param kept to read what is pinned, without counting as a use ([Contents#peek])
    Set<Digest> among(Contents kept);
}
