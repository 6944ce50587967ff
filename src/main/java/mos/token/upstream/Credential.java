package mos.token.upstream;

import mos.token.secret.SecretText;

/// How a request proves who it is, and the one host it may be shown to.
public sealed interface Credential {
    /// The exact host, in lower case, that may see it; on any other hop it is left out.
    String host();

    /// RFC 7617: user and password.
    record Basic(String host, String user, SecretText password) implements Credential {}

    /// RFC 6750: a bearer token.
    record Bearer(String host, SecretText token) implements Credential {}

    /// The scheme `token`: what Gitea and Forgejo document for their API tokens.
    record Plain(String host, SecretText token) implements Credential {}
}
