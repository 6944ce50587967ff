package mos.token.session;

import mos.token.access.Caller;
import mos.token.access.CallerEnded;
import mos.token.access.Permissions;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Grant;
import mos.token.admintoken.Use;
import org.jspecify.annotations.Nullable;

/// What stands behind sessions and links: the secrets of admin tokens, as they are now.
final class Backing {
    private final AdminTokens adminTokens;
    private final Directory directory;

    Backing(AdminTokens adminTokens, Directory directory) {
        this.adminTokens = adminTokens;
        this.directory = directory;
    }

    /// Whether the secret, if there is one, may still do everything, from where it is used.
    boolean opens(@Nullable Behind behind, Use use) {
        if (behind == null) {
            return true;
        }
        Grant grant = grant(behind);
        return grant != null && grant.life().admits(use.address());
    }

    /// Where a link of whoever asks comes from. To be called behind the writer's gate, where no
    /// token ends meanwhile.
    ///
    /// @throws CallerEnded when what they came with has ended
    Origin origin(Caller caller) {
        Origin origin =
                switch (caller) {
                    case Caller.Token token ->
                            new Origin(new Behind(token.id(), token.secret()), null);
                    case Caller.Session session ->
                            directory
                                    .byId(session.id())
                                    .map(maker -> new Origin(maker.behind, maker))
                                    .orElseThrow(() -> new CallerEnded());
                    case Caller.Mos mos ->
                            throw new IllegalStateException("no link for " + mos.subject());
                    case Caller.Local _, Caller.Product _, Caller.Anonymous _ ->
                            new Origin(null, null);
                };
        Behind behind = origin.behind();
        if (behind != null && grant(behind) == null) {
            throw new CallerEnded();
        }
        return origin;
    }

    private @Nullable Grant grant(Behind behind) {
        return adminTokens
                .live(behind.tokenId(), behind.secret())
                .filter(token -> token.permissions().covers(Permissions.full()))
                .orElse(null);
    }
}
