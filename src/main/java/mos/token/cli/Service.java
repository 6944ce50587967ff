package mos.token.cli;

/// The services that a token can be entered for, as the API names them.
enum Service {
    github("GitHub"),
    dockerhub("Docker Hub");

    static final String TOKENS = "/api/v1/mos/tokens";

    private final String title;

    Service(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
