package mos.token.session;

import java.time.Instant;
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

    /// A link for whoever asks. To be called behind the writer's gate, where no token ends
    /// meanwhile.
    ///
    /// @throws CallerEnded when what they came with has ended
    Links.Waiting link(Caller caller, Instant now) {
        Links.Waiting link =
                switch (caller) {
                    case Caller.Token token ->
                            new Links.Waiting(new Behind(token.id(), token.secret()), now, null);
                    case Caller.Session session ->
                            directory
                                    .byId(session.id())
                                    .map(maker -> new Links.Waiting(maker.behind, now, maker))
                                    .orElseThrow(() -> new CallerEnded());
                    case Caller.Local _, Caller.Product _, Caller.Anonymous _ ->
                            new Links.Waiting(null, now, null);
                };
        Behind behind = link.behind();
        if (behind != null && grant(behind) == null) {
            throw new CallerEnded();
        }
        return link;
    }

    private @Nullable Grant grant(Behind behind) {
        return adminTokens
                .live(behind.tokenId(), behind.secret())
                .filter(token -> token.permissions().covers(Permissions.full()))
                .orElse(null);
    }
}
