package mos.token.cli;

/// The services that a token can be entered for, as the API names them.
enum Service {
    github("GitHub"),
    dockerhub("Docker Hub"),
    codeberg("Codeberg"),
    gitea("Gitea or Forgejo");

    /// What belongs in the place of a service's name.
    static final String NAMES = "github, dockerhub, codeberg, or gitea (also for a Forgejo)";

    private final String title;

    Service(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /// The path of its token.
    String path() {
        return "/api/v1/mos/tokens/" + name();
    }

    /// Whether it tells itself when its token ends.
    boolean tellsExpiry() {
        return this == github;
    }
}
