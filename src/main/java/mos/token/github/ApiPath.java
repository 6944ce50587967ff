package mos.token.github;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A path of the REST API.
///
/// @param path as the client wrote it
/// @param repo the repository it is about, or null
record ApiPath(RawPath path, @Nullable RepositoryRef repo) {
    /// Reads a path tail behind `/api.github.com/`.
    ///
    /// @throws IllegalArgumentException naming what is wrong; safe to show
    static ApiPath parse(String tail) {
        RawPath path = RawPath.parse(tail);
        return new ApiPath(path, RepositoryRef.inApiPath(path.segments()).orElse(null));
    }

    /// The path that describes a repository.
    static ApiPath of(RepositoryRef repository) {
        return new ApiPath(RawPath.parse(repository.apiPath().substring(1)), repository);
    }

    /// The repository, if the path is about one.
    Optional<RepositoryRef> repository() {
        return Optional.ofNullable(repo);
    }

    /// GraphQL is not REST: every request is a POST and nothing of it can be kept.
    boolean graphql() {
        return path.segments().getFirst().equals("graphql");
    }

    /// What is left of the account's quotas.
    boolean rateLimit() {
        return path.text().equals("rate_limit");
    }

    /// Whether an answer is about one account, which may show more to that account itself.
    boolean user() {
        return path.segments().getFirst().equals("users");
    }

    /// Whether the answer is a file: an archive, or a release file for those who accept its bytes.
    boolean file(List<String> accept) {
        List<String> inside = insideRepository();
        boolean asset =
                inside.size() == 3
                        && inside.get(0).equals("releases")
                        && inside.get(1).equals("assets");
        return archive()
                || (asset
                        && accept.stream()
                                .anyMatch(types -> types.contains("application/octet-stream")));
    }

    /// Whether it is an archive, by a branch, a tag or a commit.
    boolean archive() {
        List<String> inside = insideRepository();
        return !inside.isEmpty()
                && (inside.getFirst().equals("tarball") || inside.getFirst().equals("zipball"));
    }

    /// Whether it describes a repository itself.
    boolean isRepository() {
        return repo != null && insideRepository().isEmpty();
    }

    /// The segments behind the repository; empty when it is about none.
    List<String> insideRepository() {
        return switch (repo) {
            case null -> List.of();
            case RepositoryRef.Named _ -> path.segments().subList(3, path.segments().size());
            case RepositoryRef.Numbered _ -> path.segments().subList(2, path.segments().size());
        };
    }
}
