package mos.token.github;

import java.util.Optional;
import mos.token.access.Caller;
import mos.token.servicetoken.Lease;
import mos.token.servicetoken.Service;
import mos.token.servicetoken.ServiceTokens;
import mos.token.upstream.Credential;
import mos.token.upstream.UpstreamAnswer;

/// The owner's token of one service, as this door borrows it: for one request to one host.
final class GithubToken {
    private final ServiceTokens tokens;
    private final Service service;

    GithubToken(ServiceTokens tokens, Service service) {
        this.tokens = tokens;
        this.service = service;
    }

    /// For a request to that host; empty when there is none that it takes.
    Optional<Lease> lease(String host) {
        return tokens.lease(service, host);
    }

    /// For a file. Where github.com takes a token for its files, it takes it as Bearer; only git
    /// needs Basic. Archive hosts want none: their addresses are signed.
    Optional<Lease> leaseForFile(String host) {
        if (host.equals(FilePath.CODELOAD)) {
            return Optional.empty();
        }
        return lease(host).map(lease -> lease.as(GithubToken::bearer));
    }

    private static Credential bearer(Credential credential) {
        return switch (credential) {
            case Credential.Bearer _, Credential.Plain _ -> credential;
            case Credential.Basic basic -> new Credential.Bearer(basic.host(), basic.password());
        };
    }

    /// Whose name goes into sentences.
    String label() {
        return service.label();
    }

    /// Whether a host is one of the service's.
    boolean serves(String host) {
        return tokens.hosts(service).contains(host);
    }

    /// Whether there is one, taken or not.
    boolean stored() {
        return tokens.stored(service);
    }

    /// Takes note of who was let in at the door.
    void asked(Caller caller) {
        tokens.asked(service, caller);
    }

    /// Whether it may still be shown to its host.
    boolean lends(Lease lease) {
        return tokens.lends(lease);
    }

    /// Takes note of what a host answered to a lent token.
    ///
    /// @param what was asked for, to be shown to the owner
    void answered(Lease lease, String what, UpstreamAnswer.Answered answer) {
        tokens.answered(lease, answer.uri().getHost(), what, answer.status(), answer.headers());
    }

    /// The service said of a lent token that it is not valid.
    void refused(Lease lease) {
        tokens.refused(lease);
    }
}
