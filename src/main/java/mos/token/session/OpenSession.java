package mos.token.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A session that lives, without what opens it.
///
/// @param id names it, and opens nothing
/// @param name what its person signed in with: the token's name, or `sign-in link`
/// @param tokenId the admin token behind it, or null
/// @param address from where it was last used, or `unknown`
/// @param program what it was last used with, as the program named itself; possibly empty
/// @param endsAt when it ends, however busy it is
/// @param own whether it is the one that asks
public record OpenSession(
        String id,
        String name,
        @Nullable String tokenId,
        Instant signedInAt,
        Instant seenAt,
        String address,
        String program,
        Instant endsAt,
        boolean own) {}
