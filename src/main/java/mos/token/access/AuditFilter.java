package mos.token.access;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which rows of the audit trail: those that meet everything that is not null.
///
/// @param action an exact action, or with `*` at its end the beginning of one
/// @param caller the caller's id or exact name
/// @param subject the exact subject
/// @param kind one of [#KINDS]
/// @param address the exact text
/// @param since the first moment
/// @param until the first moment after the last
/// @param text found in the action, the caller's name, the subject or the detail, the letters A to
///   Z in either case; at most [#LONGEST_TEXT] characters
public record AuditFilter(
        @Nullable String action,
        @Nullable String caller,
        @Nullable String subject,
        @Nullable String kind,
        @Nullable String address,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String text) {

    /// Every row.
    public static final AuditFilter NONE =
            new AuditFilter(null, null, null, null, null, null, null, null);

    /// The kinds of callers.
    public static final List<String> KINDS =
            List.of("token", "session", "mos", "local", "product", "anonymous");

    /// SQLite refuses patterns of 50,000 bytes; nobody looks for so much.
    public static final int LONGEST_TEXT = 200;
}
