package mos.token.github;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// A file of a repository on one of GitHub's file hosts.
///
/// @param host where it is asked for
/// @param path as the client wrote it
/// @param immutable whether the path names a whole commit id, so that what it holds never changes.
///   GitHub makes archives anew on demand, not always with the same bytes: the kept ones stay
record FilePath(String host, RepositoryRef.Named repository, RawPath path, boolean immutable) {
    static final String RAW = "raw.githubusercontent.com";
    static final String CODELOAD = "codeload.github.com";
    static final String GITHUB = "github.com";

    /// GitHub's.
    static final Set<String> HOSTS = Set.of(RAW, CODELOAD, GITHUB);

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Set<String> ARCHIVES =
            Set.of("tar.gz", "zip", "legacy.tar.gz", "legacy.zip");

    /// Reads `OWNER/REPO/REF/PATH` behind `/raw.githubusercontent.com/`.
    ///
    /// @throws IllegalArgumentException naming what is wrong; safe to show
    static FilePath raw(String tail) {
        RawPath path = RawPath.parse(tail);
        List<String> segments = path.segments();
        if (segments.size() < 4) {
            throw new IllegalArgumentException(
                    "write /raw.githubusercontent.com/OWNER/REPO/REF/PATH");
        }
        return new FilePath(
                RAW, repository(segments), path, COMMIT.matcher(segments.get(2)).matches());
    }

    /// Reads `OWNER/REPO/tar.gz/REF` (or `zip`) behind `/codeload.github.com/`.
    ///
    /// @throws IllegalArgumentException naming what is wrong; safe to show
    static FilePath codeload(String tail) {
        RawPath path = RawPath.parse(tail);
        List<String> segments = path.segments();
        if (segments.size() < 4 || !ARCHIVES.contains(segments.get(2))) {
            throw new IllegalArgumentException(
                    "write /codeload.github.com/OWNER/REPO/tar.gz/REF, or zip instead of tar.gz");
        }
        return new FilePath(
                CODELOAD, repository(segments), path, segments.size() == 4 && path.endsInCommit());
    }

    /// A release or archive file on github.com.
    static FilePath of(GithubPath.File file) {
        List<String> segments = file.path().segments();
        boolean commit =
                segments.get(2).equals("archive")
                        && segments.size() == 4
                        && file.path().endsInCommit();
        return new FilePath(GITHUB, file.repository(), file.path(), commit);
    }

    private static RepositoryRef.Named repository(List<String> segments) {
        return new RepositoryRef.Named(segments.get(0), segments.get(1));
    }
}
