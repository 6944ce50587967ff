package mos.token.notify;

import java.util.Locale;

/// How much a notice matters.
public enum Severity {
    /// Good to know.
    INFO,
    /// Will become a problem when nothing is done.
    WARNING,
    /// Look now.
    ALERT;

    /// The severity on the wire: in lower case.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
