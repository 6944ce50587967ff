package mos.token.admintoken;

/// What a presented token is worth. To the outside every refusal reads the same, except a malformed
/// text, which holds no secret; the log and the audit rows name the reason.
public sealed interface Verdict {
    /// It opens what its permissions say.
    record Valid(AdminToken token) implements Verdict {}

    /// It is no token: no look-up was made.
    record Malformed(TokenFormat.Rule rule) implements Verdict {}

    /// It has the form of a token but is none of ours, or was deleted.
    record Unknown() implements Verdict {}

    /// It was deactivated.
    record Inactive(AdminToken token) implements Verdict {}

    /// The reason in one word, for counters and audit rows.
    default String reason() {
        return switch (this) {
            case Valid _ -> "valid";
            case Malformed _ -> "malformed";
            case Unknown _ -> "unknown";
            case Inactive _ -> "inactive";
        };
    }

    /// The id of the token it was about, or an empty text.
    default String tokenId() {
        return switch (this) {
            case Valid valid -> valid.token().id();
            case Inactive inactive -> inactive.token().id();
            case Malformed _, Unknown _ -> "";
        };
    }

    /// What may be told to whoever presented it, when it was refused.
    default String explanation() {
        return switch (this) {
            case Malformed malformed -> malformed.rule().sentence();
            case Valid _, Unknown _, Inactive _ -> "Invalid or expired token.";
        };
    }
}
