package mos.token.http;

/// Error replies in the form that an area's clients read.
final class Refusals {
    private Refusals() {}

    /// Problem details for programs, a line of text for people.
    static Reply of(Area area, int status, String title, String detail) {
        return area == Area.PAGE
                ? Reply.text(status, detail + "\n")
                : Problem.of(status, title, detail);
    }
}
