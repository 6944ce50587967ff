package mos.token.github;

import java.io.IOException;
import mos.token.http.Reply;
import mos.token.http.Request;

/// What is below `/github.com/`: git, its large files, and files.
final class WebDoor {
    private static final Refusals.Shape TEXT = Refusals.Shape.TEXT;

    private final GitDoor git;
    private final LfsDoor lfs;
    private final GitHost github;
    private final FileDoor files;
    private final Refusals refusals;

    WebDoor(GitDoor git, LfsDoor lfs, GitHost github, FileDoor files, Refusals refusals) {
        this.git = git;
        this.lfs = lfs;
        this.github = github;
        this.files = files;
        this.refusals = refusals;
    }

    /// Answers a request below `/github.com/`.
    Reply handle(Request request) throws IOException {
        GithubPath path;
        try {
            path = GithubPath.parse(request.parameter("rest"));
        } catch (IllegalArgumentException e) {
            return refusals.of(TEXT, 400, String.valueOf(e.getMessage()));
        }
        return switch (path) {
            case GithubPath.Git repository -> git.handle(request, github, repository);
            case GithubPath.File file -> files.handle(request, FilePath.of(file));
            case GithubPath.Refused refused -> refusals.of(TEXT, 403, refused.why());
            case GithubPath.Lfs large -> lfs.handle(request, github, large);
            case GithubPath.Nothing _ ->
                    refusals.of(
                            TEXT,
                            404,
                            "Of github.com this gateway serves git (OWNER/REPO.git), release files"
                                    + " and archives; no web pages.");
        };
    }
}
