package mos.token.web;

import java.util.Locale;

/// The colours of the page.
enum Theme {
    /// As the browser's own.
    SYSTEM,
    LIGHT,
    DARK;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The theme of that name; the system's for any other.
    static Theme of(String text) {
        for (Theme theme : values()) {
            if (theme.text().equals(text)) {
                return theme;
            }
        }
        return SYSTEM;
    }
}
