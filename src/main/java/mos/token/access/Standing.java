package mos.token.access;

import java.util.Optional;

/// Knows what callers may do at this moment. It may be less than when their request was let in: its
/// body can take minutes to come.
@FunctionalInterface
public interface Standing {
    /// The permissions of whatever is behind the caller, or nothing once that has ended. Asked
    /// inside a transaction, behind the writer's gate, where nothing ends meanwhile; from memory.
    Optional<Permissions> of(Caller caller);
}
