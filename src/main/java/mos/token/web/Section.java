package mos.token.web;

/// The pages of the menu.
enum Section {
    TOKENS("", "bi-key-fill", "token.title"),
    USAGE("/usage", "bi-speedometer2", "usage.title"),
    ACTIVITY("/activity", "bi-clock-history", "activity.title"),
    SESSIONS("/sessions", "bi-people-fill", "session.title");

    private final String path;
    private final String icon;
    private final String key;

    Section(String path, String icon, String key) {
        this.path = Pages.HOME + path;
        this.icon = icon;
        this.key = key;
    }

    /// Where it is.
    String path() {
        return path;
    }

    /// The class of its Bootstrap icon.
    String icon() {
        return icon;
    }

    /// The key of its title.
    String key() {
        return key;
    }

    /// The one of exactly that path; the first of all for every other text.
    static Section at(String path) {
        for (Section section : values()) {
            if (section.path.equals(path)) {
                return section;
            }
        }
        return TOKENS;
    }

    /// The one that a path belongs to: whose own path is the longest start of it.
    static Section of(String path) {
        Section found = TOKENS;
        for (Section section : values()) {
            if (path.startsWith(section.path) && section.path.length() > found.path.length()) {
                found = section;
            }
        }
        return found;
    }
}
