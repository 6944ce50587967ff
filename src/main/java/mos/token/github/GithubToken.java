package mos.token.github;

import java.util.Optional;
import mos.token.access.Caller;
import mos.token.servicetoken.Lease;
import mos.token.servicetoken.Service;
import mos.token.servicetoken.ServiceTokens;
import mos.token.upstream.Credential;
import mos.token.upstream.UpstreamAnswer;

/// The owner's GitHub token, as this door borrows it: for one request to one host.
final class GithubToken {
    private final ServiceTokens tokens;

    GithubToken(ServiceTokens tokens) {
        this.tokens = tokens;
    }

    /// For a request to that host; empty when there is none that it takes.
    Optional<Lease> lease(String host) {
        return tokens.lease(Service.GITHUB, host);
    }

    /// For a file. Where github.com takes a token for its files, it takes it as Bearer; only git
    /// needs Basic. Archive hosts want none: their addresses are signed.
    Optional<Lease> leaseForFile(String host) {
        if (host.equals(FilePath.CODELOAD)) {
            return Optional.empty();
        }
        return lease(host)
                .map(lease ->
                        switch (lease.credential()) {
                            case Credential.Bearer _ -> lease;
                            case Credential.Basic basic ->
                                    new Lease(
                                            lease.service(),
                                            lease.host(),
                                            lease.tokenId(),
                                            new Credential.Bearer(basic.host(), basic.password()));
                        });
    }

    /// Whether there is one, taken or not.
    boolean stored() {
        return tokens.stored(Service.GITHUB);
    }

    /// Takes note of who was let in at the door.
    void asked(Caller caller) {
        tokens.asked(Service.GITHUB, caller);
    }

    /// Whether it may still be shown to its host.
    boolean lends(Lease lease) {
        return tokens.lends(lease);
    }

    /// Takes note of what GitHub answered to a lent token.
    ///
    /// @param what was asked for, to be shown to the owner
    void answered(Lease lease, String what, UpstreamAnswer.Answered answer) {
        tokens.answered(lease, answer.uri().getHost(), what, answer.status(), answer.headers());
    }

    /// GitHub said of a lent token that it is not valid.
    void refused(Lease lease) {
        tokens.refused(lease);
    }
}
