package mos.token.github;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a path below `/github.com/` asks for.
sealed interface GithubPath {
    /// git's `info/refs` or `git-upload-pack` (gitprotocol-http).
    record Git(RepositoryRef.Named repository, String service) implements GithubPath {}

    /// A release or archive file of a repository; GitHub redirects to where it lies.
    record File(RepositoryRef.Named repository, RawPath path) implements GithubPath {}

    /// A way of git that is refused: a push, the dumb protocol, another service.
    record Refused(String why) implements GithubPath {}

    /// git-lfs, below `info/lfs/` (git-lfs, docs/api/README.md).
    record Lfs(RepositoryRef.Named repository, String inside) implements GithubPath {}

    /// A web page, or nothing.
    record Nothing() implements GithubPath {}

    /// What somebody who pushes is told.
    String PUSH =
            "This gateway only reads: push to the real host, with 'git config --global"
                    + " url.https://HOST/.pushInsteadOf https://HOST/'";

    String LFS = "info/lfs/";
    String INFO_REFS = "info/refs";
    String UPLOAD_PACK = "git-upload-pack";

    /// The files that the dumb protocol reads (gitprotocol-http, "dumb clients").
    Pattern DUMB = Pattern.compile("HEAD|objects/.*|info/(?!refs$|lfs/).*|git-.*");

    /// Reads a path tail behind `/github.com/`.
    ///
    /// @throws IllegalArgumentException naming what is wrong; safe to show
    static GithubPath parse(String tail) {
        RawPath path = RawPath.parse(tail);
        List<String> segments = path.segments();
        if (segments.size() < 3) {
            return new Nothing();
        }
        String name = segments.get(1);
        String inside = String.join("/", segments.subList(2, segments.size()));
        if (isFile(segments)) {
            return new File(new RepositoryRef.Named(segments.get(0), name), path);
        }
        if (inside.equals("git-receive-pack")) {
            return new Refused(PUSH);
        }
        var repository = new RepositoryRef.Named(segments.get(0), withoutSuffix(name));
        if (inside.equals(INFO_REFS) || inside.equals(UPLOAD_PACK)) {
            return new Git(repository, inside);
        }
        if (inside.startsWith(LFS)) {
            return new Lfs(repository, inside.substring(LFS.length()));
        }
        return DUMB.matcher(inside).matches()
                ? new Refused("only git-upload-pack of the smart protocol is served")
                : new Nothing();
    }

    private static boolean isFile(List<String> segments) {
        int size = segments.size();
        return switch (segments.get(2)) {
            case "releases" ->
                    (size >= 6 && segments.get(3).equals("download"))
                            || (size == 6
                                    && segments.get(3).equals("latest")
                                    && segments.get(4).equals("download"));
            case "archive" ->
                    size >= 4
                            && (segments.getLast().endsWith(".tar.gz")
                                    || segments.getLast().endsWith(".zip"));
            default -> false;
        };
    }

    private static String withoutSuffix(String name) {
        return name.endsWith(".git") && name.length() > 4
                ? name.substring(0, name.length() - 4)
                : name;
    }

    /// Why a query of `info/refs` is refused, if it is: exactly one parameter, exactly this service
    /// (gitprotocol-http: a disabled service must be 403, so must be the dumb protocol here).
    static Optional<String> refusedQuery(Optional<String> rawQuery) {
        return switch (rawQuery.orElse("")) {
            case "service=git-upload-pack" -> Optional.empty();
            case "service=git-receive-pack" -> Optional.of(PUSH);
            default -> Optional.of("only info/refs?service=git-upload-pack is served");
        };
    }
}
