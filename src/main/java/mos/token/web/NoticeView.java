package mos.token.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the templates of notices draw.
final class NoticeView {
    private NoticeView() {}

    /// What stands above every page of the menu.
    ///
    /// @param count how many are open, as text
    /// @param newest the newest of them; empty when none is
    /// @param more whether there are others
    record Strip(String count, List<Shown> newest, boolean more) {
        /// Nothing.
        static final Strip NONE = new Strip("", List.of(), false);
    }

    /// One notice.
    ///
    /// @param about in a word or two what kind of thing it is about
    /// @param severity how much it matters, in a word
    /// @param tone `warn`, `bad` or `plain`: the colour of that
    /// @param icon the class of its Bootstrap icon
    /// @param title a line, as whoever raised it wrote it
    /// @param message a sentence or two, likewise
    /// @param subject where to see what it is about; null when it is about many things
    /// @param dismissed when a person put it away, or null
    record Shown(
            long id,
            String about,
            String severity,
            String tone,
            String icon,
            String title,
            String message,
            List<View.Moment> times,
            @Nullable Link subject,
            @Nullable String dismissed) {}

    /// A link with its text.
    record Link(String text, String path) {}

    /// A page of open and dismissed ones.
    ///
    /// @param older where those behind the last one are, or null
    /// @param newest whether it begins with the newest
    record Past(List<Shown> notices, @Nullable String older, boolean newest) {}
}
