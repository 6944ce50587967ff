package mos.token.github;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import mos.token.secret.SecretText;
import mos.token.servicetoken.Lease;
import mos.token.upstream.Credential;

/// A host that serves repositories by git, and the owner's token for it.
///
/// @param name the exact host name
/// @param look says what callers without an admin token may see
/// @param doubted told of a lent token that git answered 401 to
/// @param lends whether the owner's token is used
/// @param lendsToStrangers whether it is used for callers without an admin token too
/// @param stranger whether the host is asked for such a caller: what was fetched for others, with
///   the owner's right, is never given to one
record GitHost(
        String name,
        GithubToken tokens,
        Refusals refusals,
        Look look,
        Consumer<Lease> doubted,
        boolean lends,
        boolean lendsToStrangers,
        boolean stranger) {
    /// Any user name goes with a token; this is the one that GitHub documents.
    private static final String USER = "x-access-token";

    /// Whether a repository may be shown to callers without an admin token.
    @FunctionalInterface
    interface Look {
        boolean isPublic(RepositoryRef.Named repository) throws IOException;
    }

    /// The same host for callers without an admin token.
    GitHost forStranger() {
        return new GitHost(
                name, tokens, refusals, look, doubted, lendsToStrangers, lendsToStrangers, true);
    }

    /// The same host, asked as anybody would ask it.
    GitHost withoutToken() {
        return new GitHost(name, tokens, refusals, look, doubted, false, false, true);
    }

    /// For one request; git takes a token as the password of Basic only.
    Optional<Lease> lease() {
        Optional<Lease> lent = lends ? tokens.lease(name) : Optional.empty();
        return lent.map(lease -> lease.as(GitHost::basic));
    }

    private static Credential basic(Credential credential) {
        return switch (credential) {
            case Credential.Basic _ -> credential;
            case Credential.Bearer(String host, SecretText token) ->
                    new Credential.Basic(host, USER, token);
            case Credential.Plain(String host, SecretText token) ->
                    new Credential.Basic(host, USER, token);
        };
    }
}
