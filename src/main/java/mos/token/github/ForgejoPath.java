package mos.token.github;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What a path below the host of a Gitea or Forgejo asks for.
sealed interface ForgejoPath {
    /// Its API.
    record Api(ApiPath path) implements ForgejoPath {
        /// Whether the answer is a file.
        boolean file() {
            List<String> inside = path.insideRepository();
            return !inside.isEmpty() && FILES.contains(inside.getFirst());
        }

        /// Whether callers without an admin token may ask for it. They are answered as anybody
        /// would be, without the owner's token; the list keeps the gateway from being a way to
        /// everything there.
        boolean listed() {
            return file() || AnonymousPaths.lists(path) || path.path().text().equals("version");
        }
    }

    /// A raw, release or archive file of a repository.
    record File(RepositoryRef.Named repository, RawPath path, boolean immutable)
            implements ForgejoPath {}

    /// git, or something about it that is refused.
    record Git(GithubPath path) implements ForgejoPath {}

    /// A web page, or nothing.
    record Nothing() implements ForgejoPath {}

    Set<String> FILES = Set.of("raw", "media", "archive");

    Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /// Reads a path tail behind the host.
    ///
    /// @throws IllegalArgumentException naming what is wrong; safe to show
    static ForgejoPath parse(String tail) {
        if (tail.startsWith("api/v1/")) {
            return new Api(ApiPath.parse(tail.substring("api/v1/".length())));
        }
        RawPath path = RawPath.parse(tail);
        List<String> segments = path.segments();
        if (segments.size() >= 5 && isFile(segments)) {
            var repository = new RepositoryRef.Named(segments.get(0), segments.get(1));
            boolean byCommit =
                    segments.get(3).equals("commit") && COMMIT.matcher(segments.get(4)).matches();
            return new File(repository, path, byCommit);
        }
        return switch (GithubPath.parse(tail)) {
            case GithubPath.File(RepositoryRef.Named repository, RawPath file) ->
                    new File(
                            repository,
                            file,
                            segments.get(2).equals("archive")
                                    && segments.size() == 4
                                    && file.endsInCommit());
            case GithubPath.Nothing _ -> new Nothing();
            case GithubPath.Git git -> new Git(git);
            case GithubPath.Refused refused -> new Git(refused);
            case GithubPath.Lfs lfs -> new Git(lfs);
        };
    }

    /// `OWNER/REPO/raw/branch/REF/PATH`, or `tag`, or `commit`; `media` resolves LFS.
    private static boolean isFile(List<String> segments) {
        return (segments.get(2).equals("raw") || segments.get(2).equals("media"))
                && Set.of("branch", "tag", "commit").contains(segments.get(3));
    }
}
