package mos.token.migrate;

import java.util.Set;
import java.util.stream.Collectors;
import mos.token.admintoken.LegacyToken;

/// What the owner decides about bringing over.
///
/// @param giteaHost the host that MOS's `gitea` token belongs to, since MOS keeps none; empty for
///   not said
/// @param except the names, as MOS has them, of admin tokens that stay MOS's alone
/// @param replace whether a service token here gives way to another one of MOS
/// @param dryRun whether all that is only said
public record Choices(String giteaHost, Set<String> except, boolean replace, boolean dryRun) {
    public Choices {
        except = except.stream().map(String::strip).collect(Collectors.toUnmodifiableSet());
    }

    boolean leaves(LegacyToken token) {
        return except.contains(token.name().strip());
    }
}
