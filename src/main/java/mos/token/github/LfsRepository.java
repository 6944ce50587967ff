package mos.token.github;

import java.util.List;
import mos.token.servicetoken.Lease;
import mos.token.upstream.UpstreamRequest.LfsDownloadBatch.Pointer;
import org.jspecify.annotations.Nullable;

/// A repository whose large files are asked for, with which token, and for whom.
///
/// @param tokenId the id of the service token when the question came, or null for none. What one
///   was shown is never given out for another
record LfsRepository(GitHost host, RepositoryRef.Named name, @Nullable String tokenId) {
    /// With the token that is lent now.
    static LfsRepository of(GitHost host, RepositoryRef.Named name) {
        return new LfsRepository(host, name, host.lease().map(Lease::tokenId).orElse(null));
    }

    /// The keys under which one of its objects may be kept; the first for what is fetched now.
    List<String> keys(Pointer object) {
        return keys(object.sha256());
    }

    /// Names one of its objects, as it is fetched now.
    String key(Pointer object) {
        return key(object.sha256());
    }

    /// Names something that is asked of it.
    String key(String what) {
        return keys(what).getFirst();
    }

    private List<String> keys(String what) {
        return GitAnswers.keys(host, name, "lfs " + what, tokenId);
    }

    /// For the owner, who sees what the token is spent for.
    String subject() {
        return name.owner() + "/" + name.name();
    }
}
