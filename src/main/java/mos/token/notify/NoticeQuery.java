package mos.token.notify;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which notices to list.
///
/// @param kind what their kind begins with, as in `admin-token`; empty for every kind
/// @param subject what they are about; empty for everything
/// @param before only ids below this one: the last id of the page before
/// @param limit at most so many, 1 to [#MOST]
public record NoticeQuery(State state, String kind, String subject, long before, long limit) {
    /// How many there can be at once.
    public static final int MOST = 1_000;

    private static final Pattern KIND = Pattern.compile("[a-z0-9.-]{0,60}");

    /// The first 100 that are open.
    public static final NoticeQuery OPEN = new NoticeQuery(State.OPEN, "", "", Long.MAX_VALUE, 100);

    /// Whether a person put it away.
    public enum State {
        OPEN,
        DISMISSED,
        ALL;

        /// Reads `open`, `dismissed` or `all`, in lower case.
        public static Optional<State> parse(String text) {
            return switch (text) {
                case "open" -> Optional.of(OPEN);
                case "dismissed" -> Optional.of(DISMISSED);
                case "all" -> Optional.of(ALL);
                default -> Optional.empty();
            };
        }

        /// The state on the wire.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Messages name the field and what it may be, as the API shows them.
    public NoticeQuery {
        if (!KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException(
                    "kind must be what a kind begins with, as in admin-token: at most 60 of a-z,"
                            + " 0-9, '-' and '.'");
        }
        if (before < 1) {
            throw new IllegalArgumentException("before must be an id: a whole number from 1");
        }
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit must be a whole number from 1 to " + MOST);
        }
    }
}
